package dev.fovea.train.recipe;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// How a model is trained, as a file of JSON says it.
///
/// @param seed of the first weights and of all samples
/// @param dtype that the network computes in
/// @param shards parts of a batch, each on a thread of its own; they are part of the recipe,
///   because sums depend on their order
/// @param checkEvery steps between two looks at held-out scenes
/// @param checkSamples samples of such a look
/// @param config the model's `config.json`
/// @param stages one after the other
public record Recipe(
    long seed,
    String dtype,
    int shards,
    int checkEvery,
    int checkSamples,
    JsonView config,
    List<Stage> stages) {

  public Recipe {
    stages = List.copyOf(stages);
  }

  /// Recipes that come with Fovea.
  public static final List<String> OWN = List.of("builtin", "check");

  /// The bytes of a recipe.
  ///
  /// @param name one of [#OWN], or a file
  public static byte[] bytes(String name) {
    try {
      if (!OWN.contains(name)) {
        return Files.readAllBytes(Path.of(name));
      }
      try (InputStream stream = Recipe.class.getResourceAsStream(name + ".json")) {
        if (stream == null) {
          throw new IllegalStateException("the build left out the recipe " + name);
        }
        return stream.readAllBytes();
      }
    } catch (IOException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected a recipe: %s, or a JSON file that can be read",
              name,
              String.join(", ", OWN)),
          e);
    }
  }

  /// Reads a recipe.
  public static Recipe from(JsonView json) {
    Recipe recipe =
        new Recipe(
            json.whole("seed"),
            json.string("dtype", "bfloat16"),
            positive(json, "shards", 2),
            positive(json, "check_every", 250),
            positive(json, "check_samples", 160),
            json.object("model"),
            json.objects("stages").stream().map(Stage::from).toList());
    if (recipe.stages.isEmpty()) {
      throw json.wrong("stages", "at least one stage");
    }
    return recipe;
  }

  private static int positive(JsonView json, String key, int otherwise) {
    int number = json.integer(key, otherwise);
    if (number < 1) {
      throw json.wrong(key, Stage.AT_LEAST_ONE);
    }
    return number;
  }

  /// Steps of all stages.
  public int steps() {
    return stages.stream().mapToInt(Stage::steps).sum();
  }
}
