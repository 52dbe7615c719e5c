package dev.fovea.lab;

import dev.fovea.pruning.PruningPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lines and reports that no model has made.
final class Made {
  static final StudySettings SETTINGS =
      new StudySettings("toy", 7, 100, List.of(10, 20), PruningPolicy.preset("paper"));

  private static final List<Condition> ORDER = List.of(Condition.values());

  private Made() {}

  static StudyLine line(int sample, int length, Condition condition, String answer) {
    return line(sample, length, condition, answer, Optional.empty());
  }

  /// The right answer is `red`; even samples ask for a colour, odd ones need the text and ask for
  /// no object.
  static StudyLine line(
      int sample, int length, Condition condition, String answer, Optional<String> suggested) {
    boolean even = sample % 2 == 0;
    boolean blank = condition == Condition.BLANK || condition == Condition.BLANK_PRUNED;
    return new StudyLine(
        SETTINGS.model(),
        SETTINGS.seed(),
        SETTINGS.pruning(),
        sample,
        length,
        condition,
        even ? "colour" : "rule",
        !even,
        1 + sample % 3,
        even ? Optional.of("small") : Optional.empty(),
        "red",
        suggested,
        answer,
        answer.equals("red"),
        0.5 + sample * 0.01,
        blank ? Optional.of(0.25 * (sample + 1)) : Optional.empty(),
        4,
        length + sample,
        length,
        condition == Condition.NONE ? 0 : 3,
        0.125);
  }

  /// A hundred samples; at each length, those of the lowest numbers are right.
  ///
  /// @param atTen how many are right, in the order none, pruned, random, blank, blank-pruned
  /// @param atTwenty the same of the longer text
  static StudyReport report(int[] atTen, int[] atTwenty) {
    List<StudyLine> lines = new ArrayList<>();
    for (int sample = 0; sample < SETTINGS.samples(); sample++) {
      for (int i = 0; i < atTen.length; i++) {
        Condition condition = ORDER.get(i);
        lines.add(line(sample, 10, condition, sample < atTen[i] ? "red" : "blue"));
        lines.add(line(sample, 20, condition, sample < atTwenty[i] ? "red" : "blue"));
      }
    }
    return report(lines);
  }

  static StudyReport report(List<StudyLine> lines) {
    try (StudyLines all = StudyLines.inMemory()) {
      all.add(lines);
      return StudyReport.of(SETTINGS, all);
    }
  }
}
