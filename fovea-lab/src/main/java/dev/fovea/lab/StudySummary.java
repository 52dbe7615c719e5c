package dev.fovea.lab;

import dev.fovea.insight.statistics.Bootstrap;
import dev.fovea.insight.statistics.PairedDifference;
import dev.fovea.insight.statistics.Proportion;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What the lines of some samples at one length come to.
///
/// @param samples how many there are
/// @param textTokens of a whole prompt, mean
/// @param results by condition; a condition without lines is missing
/// @param differences between the shares of right answers; one whose conditions have no sample in
///   common is missing
public record StudySummary(
    int samples,
    double textTokens,
    Map<Condition, Result> results,
    Map<Contrast, PairedDifference> differences) {

  public StudySummary {
    results = Collections.unmodifiableMap(new EnumMap<>(results));
    differences = Collections.unmodifiableMap(new EnumMap<>(differences));
  }

  /// What came of one condition.
  ///
  /// @param right answers
  /// @param misled answers that the planted statement suggests, of the questions that one can be
  ///   planted for; without it in the text this is how often the answer comes about by itself
  /// @param visualShare mean
  /// @param divergence mean of the conditions on a grey picture
  /// @param prunedTokens mean
  /// @param seconds mean
  public record Result(
      Proportion right,
      Optional<Proportion> misled,
      double visualShare,
      Optional<Double> divergence,
      double prunedTokens,
      double seconds) {}

  /// Summarises lines of one length.
  ///
  /// @param lines at least one, in the order of their samples
  public static StudySummary of(List<StudyLine> lines) {
    Map<Condition, List<StudyLine>> byCondition =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    StudyLine::condition,
                    () -> new EnumMap<>(Condition.class),
                    Collectors.toList()));
    Map<Condition, Result> results = new EnumMap<>(Condition.class);
    byCondition.forEach((condition, own) -> results.put(condition, result(own)));
    Map<Contrast, PairedDifference> differences = new EnumMap<>(Contrast.class);
    for (Contrast contrast : Contrast.values()) {
      difference(
              byCondition.getOrDefault(contrast.first(), List.of()),
              byCondition.getOrDefault(contrast.second(), List.of()))
          .ifPresent(difference -> differences.put(contrast, difference));
    }
    return new StudySummary(
        Math.toIntExact(lines.stream().mapToInt(StudyLine::sample).distinct().count()),
        mean(byCondition.getOrDefault(Condition.NONE, lines), StudyLine::textTokens),
        results,
        differences);
  }

  /// How much more often the first answers are right than the second ones to the same samples;
  /// empty if there are no such samples.
  public static Optional<PairedDifference> difference(
      List<StudyLine> first, List<StudyLine> second) {
    Map<Integer, Boolean> others =
        second.stream().collect(Collectors.toMap(StudyLine::sample, StudyLine::right));
    List<StudyLine> paired =
        first.stream().filter(line -> others.containsKey(line.sample())).toList();
    return paired.isEmpty()
        ? Optional.empty()
        : Optional.of(
            PairedDifference.of(
                paired.stream().map(StudyLine::right).toList(),
                paired.stream().map(line -> others.getOrDefault(line.sample(), false)).toList(),
                Bootstrap.DEFAULT));
  }

  private static Result result(List<StudyLine> lines) {
    List<StudyLine> plantable =
        lines.stream().filter(line -> line.suggested().isPresent()).toList();
    List<Double> divergences =
        lines.stream().map(StudyLine::divergence).flatMap(Optional::stream).toList();
    return new Result(
        proportion(lines, StudyLine::right),
        plantable.isEmpty()
            ? Optional.empty()
            : Optional.of(proportion(plantable, StudyLine::misled)),
        mean(lines, StudyLine::visualShare),
        divergences.isEmpty()
            ? Optional.empty()
            : Optional.of(
                divergences.stream().mapToDouble(Double::doubleValue).average().orElseThrow()),
        mean(lines, StudyLine::prunedTokens),
        mean(lines, StudyLine::seconds));
  }

  private static Proportion proportion(List<StudyLine> lines, Predicate<StudyLine> happened) {
    return new Proportion(Math.toIntExact(lines.stream().filter(happened).count()), lines.size());
  }

  private static double mean(List<StudyLine> lines, ToDoubleFunction<StudyLine> value) {
    return lines.stream().mapToDouble(value).average().orElseThrow();
  }
}
