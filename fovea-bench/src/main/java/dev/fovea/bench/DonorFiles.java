package dev.fovea.bench;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.json.JsonView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What a model folder holds besides weights, taken from a folder of the same family and fitted to
/// the shape of another model: the donor's tokens, the shape's pictures.
///
/// @param shape `config.json` of the other model
/// @param donor where tokenizer, chat template and processor come from
record DonorFiles(JsonView shape, ModelFolder donor) {
  private static final List<String> COPIED =
      List.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "chat_template.json",
          "chat_template.jinja");
  private static final List<String> PROCESSORS =
      List.of("processor_config.json", "preprocessor_config.json");
  private static final String TEXT = "text_config";
  private static final String VOCABULARY = "vocab_size";

  /// Makes sure that the two fit.
  DonorFiles {
    String family = shape.string("model_type");
    String found = donor.config().string("model_type");
    if (!family.equals(found)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected a folder of the family '%s', as the shape has, found '%s'",
              donor.path(),
              family,
              found));
    }
    int least = text(donor.config()).integer(VOCABULARY, 0);
    if (text(shape).integer(VOCABULARY, least) < least) {
      throw text(shape)
          .wrong(
              VOCABULARY,
              String.format(Locale.ROOT, "at least the %d tokens of %s", least, donor.path()));
    }
  }

  private static JsonView text(JsonView config) {
    return config.objectIfPresent(TEXT).orElse(config);
  }

  /// `config.json` of the new folder: the shape with the token ids of the donor.
  Map<String, @Nullable Object> config() {
    Map<String, @Nullable Object> config = withIds(shape, donor.config());
    config.put("dtype", "bfloat16");
    if (shape.has(TEXT)) {
      config.put(TEXT, withIds(shape.object(TEXT), text(donor.config())));
    }
    return config;
  }

  private static Map<String, @Nullable Object> withIds(JsonView shape, JsonView donor) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>(shape.toJava());
    config.keySet().removeIf(DonorFiles::isTokenId);
    donor.keys().stream()
        .filter(DonorFiles::isTokenId)
        .forEach(key -> config.put(key, donor.toJava().get(key)));
    return config;
  }

  /// `image_token_index`, `eos_token_id` and their like.
  private static boolean isTokenId(String key) {
    return key.endsWith("_token_id") || key.endsWith("_token_index");
  }

  /// Writes all these files.
  void write(Path folder) throws IOException {
    writeJson(folder.resolve("config.json"), config());
    for (String name : COPIED) {
      if (Files.exists(donor.path().resolve(name))) {
        Files.copy(donor.path().resolve(name), folder.resolve(name));
      }
    }
    ProcessorFit fit = new ProcessorFit(shape, donor.config());
    for (String name : PROCESSORS) {
      if (Files.exists(donor.path().resolve(name))) {
        JsonView processor = JsonView.read(donor.path().resolve(name));
        writeJson(folder.resolve(name), fit.apply(processor));
      }
    }
  }

  static void writeJson(Path file, Map<String, @Nullable Object> object) throws IOException {
    Files.write(
        file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(object));
  }
}
