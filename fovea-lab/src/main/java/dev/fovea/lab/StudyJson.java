package dev.fovea.lab;

import dev.fovea.insight.statistics.Estimate.Interval;
import dev.fovea.insight.statistics.PairedDifference;
import dev.fovea.insight.statistics.Proportion;
import dev.fovea.pruning.PolicySettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A [StudyReport] as plain maps, lists and numbers. Shares are in 0..1, intervals hold 95 %.
public final class StudyJson {
  private StudyJson() {}

  /// The study with all its groups.
  public static Map<String, @Nullable Object> of(StudyReport report) {
    Map<String, @Nullable Object> json = withoutGroups(report);
    Map<String, @Nullable Object> groups = new LinkedHashMap<>();
    report
        .groups()
        .forEach((grouping, named) -> {
          Map<String, @Nullable Object> byName = new LinkedHashMap<>();
          named.forEach((name, byLength) -> byName.put(name, lengths(byLength)));
          groups.put(key(grouping), byName);
        });
    json.put("groups", groups);
    return json;
  }

  /// The study without its groups, as it is published beside a model.
  static Map<String, @Nullable Object> withoutGroups(StudyReport report) {
    StudySettings settings = report.settings();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("model", settings.model());
    json.put("seed", settings.seed());
    json.put("samples", settings.samples());
    json.put("pruning", settings.pruning());
    json.put("settings", PolicySettings.toJson(settings.policy()));
    json.put("lengths", lengths(report.byLength()));
    List<Map<String, @Nullable Object>> since = new ArrayList<>();
    report
        .sinceShortest()
        .forEach((length, difference) -> {
          Map<String, @Nullable Object> entry = new LinkedHashMap<>();
          entry.put("length", length);
          entry.putAll(difference(difference));
          since.add(entry);
        });
    json.put("since_shortest", since);
    return json;
  }

  private static List<Map<String, @Nullable Object>> lengths(
      SortedMap<Integer, StudySummary> byLength) {
    List<Map<String, @Nullable Object>> lengths = new ArrayList<>();
    byLength.forEach((length, summary) -> {
      Map<String, @Nullable Object> conditions = new LinkedHashMap<>();
      summary
          .results()
          .forEach((condition, result) -> conditions.put(key(condition), result(result)));
      Map<String, @Nullable Object> differences = new LinkedHashMap<>();
      summary
          .differences()
          .forEach((contrast, found) -> differences.put(key(contrast), difference(found)));
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("length", length);
      entry.put("samples", summary.samples());
      entry.put("text_tokens", summary.textTokens());
      entry.put("conditions", conditions);
      entry.put("differences", differences);
      lengths.add(entry);
    });
    return lengths;
  }

  private static Map<String, @Nullable Object> result(StudySummary.Result result) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("accuracy", proportion(result.right()));
    json.put("misled", result.misled().map(StudyJson::proportion).orElse(null));
    json.put("visual_share", result.visualShare());
    json.put("kl_nats", result.divergence().orElse(null));
    json.put("pruned_tokens", result.prunedTokens());
    json.put("seconds", result.seconds());
    return json;
  }

  static Map<String, @Nullable Object> proportion(Proportion proportion) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("count", proportion.successes());
    json.put("samples", proportion.trials());
    json.put("share", proportion.share());
    json.putAll(interval(proportion.interval()));
    return json;
  }

  private static Map<String, @Nullable Object> difference(PairedDifference difference) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("samples", difference.difference().samples());
    json.put("mean", difference.difference().mean());
    Optional<Interval> interval = difference.difference().interval();
    json.put("low", interval.map(Interval::low).orElse(null));
    json.put("high", interval.map(Interval::high).orElse(null));
    json.put("gained", difference.gained());
    json.put("lost", difference.lost());
    json.put("mcnemar_p", difference.probability());
    return json;
  }

  static Map<String, @Nullable Object> interval(Interval interval) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("low", interval.low());
    json.put("high", interval.high());
    return json;
  }

  /// The name of a condition, a contrast or a grouping as a key.
  static String key(Enum<?> constant) {
    return constant.toString().replace('-', '_');
  }
}
