package dev.fovea.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyLinesTest {
  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("runs.jsonl");
  }

  private static List<StudyLine> measured(int sample, int length, Optional<String> suggested) {
    return Arrays.stream(Condition.values())
        .filter(condition -> !condition.isPlanted() || suggested.isPresent())
        .map(condition -> Made.line(sample, length, condition, "red", suggested))
        .toList();
  }

  @Test
  void whatIsWrittenIsReadAgainInTheOrderOfTheStudy() {
    List<StudyLine> later = measured(1, 20, Optional.of("blue"));
    List<StudyLine> earlier = measured(0, 20, Optional.empty());
    List<StudyLine> shorter = measured(1, 10, Optional.of("blue"));
    try (StudyLines lines = StudyLines.open(file, Made.SETTINGS)) {
      lines.add(later);
      lines.add(earlier);
      lines.add(shorter);
    }

    try (StudyLines lines = StudyLines.open(file, Made.SETTINGS)) {
      List<StudyLine> ordered = new ArrayList<>(shorter);
      ordered.addAll(earlier);
      ordered.addAll(later);
      assertThat(lines.of(Made.SETTINGS)).isEqualTo(ordered);
      StudySettings less =
          new StudySettings("toy", 7, 1, List.of(10, 20), PruningPolicy.preset("paper"));
      assertThat(lines.of(less)).isEqualTo(earlier);
    }
    assertThat(file)
        .content()
        .startsWith(
            "{\"model\":\"toy\",\"seed\":7,\"pruning\":\"paper rate=0.3\",\"sample\":1,\"length\":20,\"condition\":\"none\",\"kind\":\"rule\",\"needs_text\":true,\"objects\":2,\"size\":null,\"expected\":\"red\",\"suggested\":\"blue\",\"answer\":\"red\",\"right\":true,\"visual_share\":0.51,\"divergence\":null,\"visual_tokens\":4,\"text_tokens\":21,\"context_tokens\":20,\"pruned_tokens\":0,\"seconds\":0.125}\n");
  }

  @Test
  void aSampleIsThereWhenAllItsConditionsAre() {
    try (StudyLines lines = StudyLines.inMemory()) {
      lines.add(measured(0, 10, Optional.empty()));
      List<StudyLine> planted = measured(1, 10, Optional.of("blue"));
      lines.add(planted.subList(0, planted.size() - 1));

      assertThat(lines.has(0, 10)).isTrue();
      assertThat(lines.has(0, 20)).isFalse();
      assertThat(lines.has(1, 10)).isFalse();
      lines.add(planted);
      assertThat(lines.has(1, 10)).isTrue();
      assertThat(lines.of(Made.SETTINGS)).hasSize(5 + 7);
    }
  }

  @Test
  void halfALineIsCutOffAndLinesThatAreThereAreNotWrittenTwice() throws IOException {
    List<StudyLine> sample = measured(0, 10, Optional.empty());
    try (StudyLines lines = StudyLines.open(file, Made.SETTINGS)) {
      lines.add(sample);
    }
    String whole = Files.readString(file);
    Files.writeString(file, "{\"model\":\"to", StandardOpenOption.APPEND);

    try (StudyLines lines = StudyLines.open(file, Made.SETTINGS)) {
      lines.add(sample);
      assertThat(lines.of(Made.SETTINGS)).isEqualTo(sample);
    }

    assertThat(file).content().isEqualTo(whole);
  }

  @Test
  void linesOfAnotherStudyAreRefused() {
    try (StudyLines lines = StudyLines.open(file, Made.SETTINGS)) {
      lines.add(measured(0, 10, Optional.empty()));
    }
    PruningPolicy other =
        PolicySettings.apply(PruningPolicy.preset("paper"), List.of("queries=question"));
    StudySettings study = new StudySettings("toy", 7, 1, List.of(10), other);

    assertThatThrownBy(() -> StudyLines.open(file, study))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            file
                + ", line 1: expected a line of model toy, seed 7, pruning paper queries=question rate=0.3, found one of model toy, seed 7, pruning paper rate=0.3; choose another file");
  }

  @Test
  void whateverElseIsRefusedAndLeftAlone() throws IOException {
    for (String text : List.of("a letter\n", "a letter", "{\"model\":\"toy\"}\n", "[]\n")) {
      Files.writeString(file, text);

      assertThatThrownBy(() -> StudyLines.open(file, Made.SETTINGS))
          .as(text)
          .isInstanceOf(FoveaException.class)
          .hasMessageContaining("line 1: expected a line of an earlier study");
      assertThat(file).content().isEqualTo(text);
    }
    assertThatThrownBy(() -> StudyLines.open(folder.resolve("none/runs.jsonl"), Made.SETTINGS))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("there is no folder");
    assertThatThrownBy(() -> StudyLines.open(folder, Made.SETTINGS))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("it is a folder");
  }

  @Test
  void thePolicyInOneLineIsReadAsThePolicy() {
    for (String preset : PruningPolicy.presetNames()) {
      PruningPolicy policy = PruningPolicy.preset(preset);
      String line = new StudySettings("toy", 0, 1, List.of(1), policy).pruning();

      assertThat(line).startsWith("paper");
      List<String> settings = List.of(line.split(" ", -1));
      assertThat(
              PolicySettings.apply(
                  PruningPolicy.preset("paper"), settings.subList(1, settings.size())))
          .isEqualTo(policy);
    }
  }

  @Test
  void lengthsAscend() {
    for (List<Integer> lengths :
        List.of(List.<Integer>of(), List.of(0), List.of(2, 1), List.of(3, 3))) {
      assertThatThrownBy(
              () -> new StudySettings("toy", 0, 1, lengths, PruningPolicy.preset("paper")))
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith("lengths: expected ascending numbers of tokens");
    }
  }

  @Test
  void oneRunAtATimeWritesAFileAndOnlyPlainOnesAreContinued() {
    try (StudyLines lines = StudyLines.open(file, Made.SETTINGS)) {
      lines.add(measured(0, 10, Optional.empty()));
      assertThatThrownBy(() -> StudyLines.open(file, Made.SETTINGS))
          .isInstanceOf(FoveaException.class)
          .hasMessage(
              file
                  + ": another run is writing it; wait until that has ended, or choose another file");
    }
    try (StudyLines lines = StudyLines.open(file, Made.SETTINGS)) {
      assertThat(lines.has(0, 10)).isTrue();
    }
    assertThatThrownBy(() -> StudyLines.open(Path.of("/dev/zero"), Made.SETTINGS))
        .isInstanceOf(FoveaException.class)
        .hasMessage("/dev/zero: cannot be written: it is a pipe or a device, expected a file");
  }
}
