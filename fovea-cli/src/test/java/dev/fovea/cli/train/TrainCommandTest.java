package dev.fovea.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import dev.fovea.train.recipe.Recipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  @TempDir private Path folder;

  @Test
  void theCheckLearnsWhatItCannotGuess() {
    Map<String, @Nullable Object> json = Run.of("train", "--check", "--json").json();

    assertThat(json.keySet()).containsExactly("accuracy", "at_least", "guessing", "samples", "ok");
    assertThat(json).containsEntry("ok", true).containsEntry("samples", 400);
    assertThat(Run.number(json, "at_least")).isGreaterThan(Run.number(json, "guessing"));
    assertThat(Run.number(json, "accuracy")).isGreaterThan(Run.number(json, "at_least"));
    // Eight colours and one or two shapes: who does not look is right in one of eight and one of
    // two.
    assertThat(Run.number(json, "guessing")).isBetween(0.3, 0.4);
  }

  @Test
  void recipesThatComeAlongAreShown() {
    for (String name : Recipe.OWN) {
      assertThat(Run.of("train", "--show", name).printed())
          .isEqualTo(new String(Recipe.bytes(name), StandardCharsets.UTF_8));
    }
  }

  @Test
  void whatCannotBeTrainedIsRefusedInALine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    Run.of("train").refusal().contains("no recipe");
    Run.of("train", "check").refusal().contains("-o FOLDER");
    Run.of("train", "gone.json", "-o", folder.resolve("new")).refusal().contains("gone.json");
    Run.of("train", "check", "-o", file).refusal().contains(file.toString());
  }
}
