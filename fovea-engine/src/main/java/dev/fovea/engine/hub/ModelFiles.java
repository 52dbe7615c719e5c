package dev.fovea.engine.hub;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The files that make a model for Fovea: one copy of the weights as safetensors, an adapter to
/// them (or it alone), and what says how to use them. Everything else in a repository is the same
/// weights in other formats.
final class ModelFiles {
  private static final String CONFIG = "config.json";
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String ADAPTER_CONFIG = "adapter_config.json";
  private static final String ADAPTER = "adapter_model.safetensors";
  private static final Set<String> SMALL =
      Set.of(
          CONFIG,
          ADAPTER_CONFIG,
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "processor_config.json",
          "preprocessor_config.json",
          "video_preprocessor_config.json",
          "chat_template.json",
          "chat_template.jinja");
  private static final Pattern PAPERS =
      Pattern.compile("(?i)(README|LICENSE|LICENCE|NOTICE)([.-][^/]*)?");
  private static final Pattern OTHER_WEIGHTS =
      Pattern.compile(".*\\.(bin|pt|pth|ckpt|gguf|onnx|h5|msgpack|safetensors)");

  private ModelFiles() {}

  /// @param content reads a small JSON file of the repository
  /// @throws FoveaException where the repository has no model that Fovea could read
  static List<HubFile> of(
      String repository, HubListing listing, Function<HubFile, JsonView> content) {
    boolean adapter = listing.find(ADAPTER_CONFIG).isPresent();
    if (listing.find(CONFIG).isEmpty() && !adapter) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected a model with %s, found none in the repository",
              repository,
              CONFIG));
    }
    List<HubFile> files = new ArrayList<>();
    for (HubFile file : listing.files()) {
      if (SMALL.contains(file.path()) || PAPERS.matcher(file.path()).matches()) {
        files.add(file);
      }
    }
    if (adapter) {
      files.add(
          listing
              .find(ADAPTER)
              .orElseThrow(
                  () -> noWeights(repository, listing, ADAPTER + " beside " + ADAPTER_CONFIG)));
    }
    if (listing.find(CONFIG).isPresent()) {
      files.addAll(weights(repository, listing, content));
    }
    return files;
  }

  /// The order of preference is that of reading: see
  /// [dev.fovea.engine.internal.weights.Weights#open].
  private static List<HubFile> weights(
      String repository, HubListing listing, Function<HubFile, JsonView> content) {
    Optional<HubFile> single = listing.find(SINGLE);
    if (single.isPresent()) {
      return List.of(single.get());
    }
    HubFile index =
        listing
            .find(INDEX)
            .orElseThrow(() -> noWeights(repository, listing, SINGLE + " or with " + INDEX));
    JsonView shardByTensor = content.apply(index).object("weight_map");
    Set<String> shards = new TreeSet<>();
    shardByTensor.keys().forEach(tensor -> shards.add(shardByTensor.string(tensor)));
    List<HubFile> files = new ArrayList<>(List.of(index));
    for (String shard : shards) {
      files.add(
          listing
              .find(shard)
              .orElseThrow(() ->
                  new FoveaException(
                      String.format(
                          Locale.ROOT,
                          "%s: %s names a shard that the repository has not: \"%s\"",
                          repository,
                          INDEX,
                          shard))));
    }
    return files;
  }

  private static FoveaException noWeights(String repository, HubListing listing, String expected) {
    List<String> others =
        listing.files().stream()
            .map(HubFile::path)
            .filter(path -> OTHER_WEIGHTS.matcher(path).matches())
            .limit(3)
            .toList();
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "%s: expected weights as %s, found %s; Fovea reads no other format",
            repository,
            expected,
            others.isEmpty() ? "none" : String.join(", ", others)));
  }
}
