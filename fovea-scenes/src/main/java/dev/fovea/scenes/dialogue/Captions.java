package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.scene.Draw;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.scenes.scene.SceneObject;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Writes the description of a whole picture.
final class Captions {
  private static final List<String> REQUESTS =
      List.of(
          "Describe the picture.",
          "Describe this picture.",
          "What can you see in this picture?",
          "Tell me what the picture shows.");

  private Captions() {}

  /// All objects in reading order, as in `A big red star at the top left, a small blue ring at the
  /// centre.`
  static Caption caption(Scene scene, SplittableRandom random) {
    String objects =
        scene.objects().stream()
            .sorted(Comparator.comparing(SceneObject::place))
            .map(Captions::phrase)
            .collect(Collectors.joining(", ", "", "."));
    return new Caption(Draw.one(random, REQUESTS), "A" + objects.substring(1));
  }

  private static String phrase(SceneObject object) {
    return String.format(
        Locale.ROOT,
        "a %s %s %s at the %s",
        object.size().word(),
        object.colour().word(),
        object.shape().word(),
        object.place().word());
  }
}
