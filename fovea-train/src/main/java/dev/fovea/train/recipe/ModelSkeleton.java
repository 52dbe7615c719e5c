package dev.fovea.train.recipe;

import dev.fovea.builtin.BuiltinModel;
import dev.fovea.engine.file.AtomicFile;
import dev.fovea.engine.json.JsonView;
import dev.fovea.scenes.dialogue.Corpus;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.train.tokenizer.TokenizerTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Everything of a model folder but its weights.
final class ModelSkeleton {
  private static final int CORPUS = 8_000;

  /// The bytes and four special tokens.
  private static final int FEWEST_ROWS = 260;

  private static final List<String> AS_THEY_ARE =
      List.of("chat_template.jinja", "generation_config.json", "tokenizer_config.json");
  private static final String PROCESSOR = "processor_config.json";
  private static final String VISION = "vision_config";

  private ModelSkeleton() {}

  /// Writes the folder of a recipe: its `config.json`, a tokenizer trained on the words of the
  /// scenes, and the chat template and the processor of the built-in model.
  static void write(Recipe recipe, Path folder) throws IOException {
    JsonView vision = recipe.config().object(VISION);
    if (vision.integer("image_size") != Scene.SIDE) {
      throw vision.wrong("image_size", Scene.SIDE + ", the size of the scenes");
    }
    int patch = vision.integer("patch_size");
    if (patch < 1 || Scene.SIDE % patch != 0) {
      throw vision.wrong("patch_size", "a divisor of " + Scene.SIDE);
    }
    JsonView text = recipe.config().object("text_config");
    int rows = text.integer("vocab_size");
    if (rows < FEWEST_ROWS) {
      throw text.wrong("vocab_size", String.format(Locale.ROOT, "at least %d", FEWEST_ROWS));
    }
    Files.createDirectories(folder);
    AtomicFile.write(
        folder.resolve("tokenizer.json"),
        TokenizerTraining.train(Corpus.texts(recipe.seed(), CORPUS), rows));
    for (String name : AS_THEY_ARE) {
      AtomicFile.write(folder.resolve(name), BuiltinModel.resource(name));
    }
    JsonView processor =
        JsonView.parse(PROCESSOR, BuiltinModel.resource(PROCESSOR))
            .with("patch_size", (long) patch);
    write(folder.resolve(PROCESSOR), processor);
    write(folder.resolve("config.json"), recipe.config());
  }

  private static void write(Path file, JsonView json) {
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    AtomicFile.write(file, mapper.writeValueAsString(json.toJava()) + "\n");
  }
}
