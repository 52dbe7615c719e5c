package dev.fovea.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.fovea.cli.Run;
import dev.fovea.engine.image.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `fovea scenes`.
class ScenesCommandTest {
  private static final String KINDS = "COLOUR,NAMED,EARLIER,RULE";

  @TempDir private Path folder = Path.of("");

  private Path drawn(String name, String kinds, int seed) {
    Path scenes = folder.resolve(name);
    String printed =
        Run.of(
                "scenes",
                "-o",
                scenes,
                "--count",
                8,
                "--tokens",
                150,
                "--kinds",
                kinds,
                "--seed",
                seed)
            .printed();
    assertThat(printed).contains("8 pictures with questions");
    return scenes;
  }

  private static List<Map<String, @Nullable Object>> lines(Path file) throws IOException {
    return Files.readString(file).lines().map(Run::parse).toList();
  }

  @Test
  void everyQuestionHasItsPictureItsAnswerAndTheSentenceThatItNeeds() throws IOException {
    Path scenes = drawn("scenes", KINDS, 1);

    List<Map<String, @Nullable Object>> answers = lines(scenes.resolve("answers.jsonl"));
    assertThat(answers)
        .extracting(answer -> answer.get("kind"))
        .containsExactly(
            "colour", "named", "earlier", "rule", "colour", "named", "earlier", "rule");
    List<String> requests = Files.readAllLines(scenes.resolve("requests.jsonl"));
    assertThat(requests).hasSameSizeAs(answers);
    for (int i = 0; i < answers.size(); i++) {
      Object needed = answers.get(i).get("needed");
      assertThat(needed == null).isEqualTo("colour".equals(answers.get(i).get("kind")));
      if (needed != null) {
        assertThat(requests.get(i)).contains(needed.toString());
      }
      assertThat(
              ImageDecoder.decode(scenes.resolve(String.format(Locale.ROOT, "images/%05d.png", i)))
                  .width())
          .isEqualTo(96);
    }
  }

  @Test
  void theSameSeedDrawsTheSameBytes() throws IOException {
    Path one = drawn("one", KINDS, 1);
    Path same = drawn("same", KINDS, 1);
    Path other = drawn("other", KINDS, 2);
    for (String file :
        List.of("requests.jsonl", "answers.jsonl", "contexts.json", "images/00003.png")) {
      assertThat(same.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
      assertThat(Files.mismatch(other.resolve(file), one.resolve(file))).isNotNegative();
    }
  }

  @Test
  void questionsThatNeedASentenceAreContextsForValidity() throws IOException {
    Path facts = drawn("facts", KINDS, 1);
    Path contexts = facts.resolve("contexts.json");

    JsonNode all = JsonMapper.builder().build().readTree(Files.readString(contexts));
    List<Map<String, @Nullable Object>> answers =
        lines(facts.resolve("answers.jsonl")).stream()
            .filter(answer -> answer.get("needed") != null)
            .toList();
    assertThat(all).hasSize(6).hasSameSizeAs(answers);
    Set<String> worths = new TreeSet<>();
    for (int i = 0; i < 6; i++) {
      Map<String, @Nullable Object> answer = answers.get(i);
      assertThat(all.get(i).get("images").get(0).stringValue())
          .isEqualTo(String.format(Locale.ROOT, "images/%s.png", answer.get("id")));
      List<String> needed = new ArrayList<>();
      for (JsonNode sentence : all.get(i).get("sentences")) {
        String worth = sentence.get("worth").stringValue();
        worths.add(worth);
        if (worth.equals("needed")) {
          needed.add(sentence.get("text").stringValue());
        }
      }
      assertThat(needed).containsExactly(String.valueOf(answer.get("needed")));
    }
    assertThat(worths).containsExactly("filler", "misleading", "needed");
    Map<String, @Nullable Object> measured =
        Run.of(
                "insight",
                "validity",
                "--contexts",
                contexts,
                "--policy",
                "paper",
                "--bands",
                "0",
                "--json")
            .json();
    assertThat(measured.get("contexts")).asInstanceOf(LIST).hasSize(6);

    assertThat(drawn("seen", "COLOUR", 1).resolve("contexts.json")).doesNotExist();
  }

  @Test
  void aFolderWithoutContextsSaysSo() {
    Run none = Run.of("scenes", "-o", folder.resolve("none"), "--count", 2, "--kinds", "place");
    Run some = Run.of("scenes", "-o", folder.resolve("some"), "--count", 2, "--kinds", "rule");
    Run json =
        Run.of("scenes", "-o", folder.resolve("json"), "--count", 1, "--kinds", "count", "--json");

    assertThat(none.printed())
        .contains("2 pictures with questions", "contexts.json is left out: no question needs");
    assertThat(some.printed()).contains("contexts.json: 2 contexts for fovea insight validity");
    assertThat(json.json()).containsEntry("count", 1).containsEntry("contexts", 0);
  }

  @Test
  void kindsAreReadInAnyCaseAndListedAsTheyAreWritten() throws IOException {
    Path scenes = drawn("mixed", "colour,Named,EARLIER", 1);

    assertThat(lines(scenes.resolve("answers.jsonl")))
        .extracting(answer -> answer.get("kind"))
        .startsWith("colour", "named", "earlier");
    assertThat(Run.of("scenes", "-h").printed())
        .contains("colour, shape, place,")
        .doesNotContain("COLOUR");
    Run.of("scenes", "-o", folder.resolve("new"), "--kinds", "color")
        .refusal()
        .contains("--kinds", "expected colour, shape, place,", "or rule, found 'color'")
        .doesNotContain("COLOUR", "case-sensitive");
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    Run.of("scenes", "-o", folder).refusal().contains("expected a new folder");
    Run.of("scenes", "-o", folder.resolve("new"), "--objects", 8)
        .refusal()
        .contains("--objects: expected 1 to 7, found 8");
    assertThat(folder.resolve("new")).doesNotExist();
  }
}
