package dev.fovea.lab;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.insight.statistics.PairedDifference;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A study in numbers.
///
/// @param settings of the study
/// @param byLength all samples, at least at one length
/// @param sinceShortest for each longer text, right answers to the whole of it minus those to the
///   shortest text, sample by sample
/// @param groups by their name, then by length
public record StudyReport(
    StudySettings settings,
    SortedMap<Integer, StudySummary> byLength,
    SortedMap<Integer, PairedDifference> sinceShortest,
    Map<Grouping, SortedMap<String, SortedMap<Integer, StudySummary>>> groups) {

  public StudyReport {
    byLength = Collections.unmodifiableSortedMap(byLength);
    sinceShortest = Collections.unmodifiableSortedMap(sinceShortest);
    groups = Collections.unmodifiableMap(groups);
  }

  /// Computes the report of what has been measured.
  public static StudyReport of(StudySettings settings, StudyLines measured) {
    List<StudyLine> lines = measured.of(settings);
    if (lines.isEmpty()) {
      throw new FoveaException("the study has no line: expected at least one sample");
    }
    Map<Grouping, SortedMap<String, SortedMap<Integer, StudySummary>>> groups =
        new EnumMap<>(Grouping.class);
    for (Grouping grouping : Grouping.values()) {
      SortedMap<String, SortedMap<Integer, StudySummary>> named = new TreeMap<>();
      lines.stream()
          .filter(line -> grouping.of(line).isPresent())
          .collect(Collectors.groupingBy(line -> grouping.of(line).orElseThrow()))
          .forEach((name, own) -> named.put(name, byLength(own)));
      groups.put(grouping, Collections.unmodifiableSortedMap(named));
    }
    return new StudyReport(settings, byLength(lines), sinceShortest(lines), groups);
  }

  private static SortedMap<Integer, StudySummary> byLength(List<StudyLine> lines) {
    SortedMap<Integer, StudySummary> summaries = new TreeMap<>();
    lines.stream()
        .collect(Collectors.groupingBy(StudyLine::length))
        .forEach((length, own) -> summaries.put(length, StudySummary.of(own)));
    return summaries;
  }

  private static SortedMap<Integer, PairedDifference> sinceShortest(List<StudyLine> lines) {
    SortedMap<Integer, List<StudyLine>> whole =
        lines.stream()
            .filter(line -> line.condition() == Condition.NONE)
            .collect(Collectors.groupingBy(StudyLine::length, TreeMap::new, Collectors.toList()));
    SortedMap<Integer, PairedDifference> differences = new TreeMap<>();
    whole.forEach((length, own) -> {
      if (!length.equals(whole.firstKey())) {
        StudySummary.difference(own, whole.getOrDefault(whole.firstKey(), List.of()))
            .ifPresent(difference -> differences.put(length, difference));
      }
    });
    return differences;
  }
}
