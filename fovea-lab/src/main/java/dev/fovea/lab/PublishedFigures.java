package dev.fovea.lab;

import dev.fovea.insight.statistics.Estimate.Interval;
import dev.fovea.insight.statistics.Proportion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// How often a model was right in the study that was published with it.
///
/// @param model what the study called it
/// @param pruning the policy in one line
/// @param seed of the study
/// @param samples how many there were
/// @param right answers, by length and condition
public record PublishedFigures(
    String model,
    String pruning,
    long seed,
    int samples,
    Map<Integer, Map<Condition, Proportion>> right) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// A published figure and today's.
  ///
  /// @param difference today's share minus the published one, 95 %
  public record Comparison(
      int length,
      Condition condition,
      Proportion today,
      Proportion published,
      Interval difference) {

    /// Whether the two may be the same but for chance.
    public boolean agrees() {
      return difference.low() <= 0 && difference.high() >= 0;
    }
  }

  /// The report as a file of figures.
  public static String write(StudyReport report) {
    return MAPPER.writeValueAsString(StudyJson.withoutGroups(report)) + "\n";
  }

  /// Whether a text is what [#write] has written, of whatever study.
  public static boolean isOne(String json) {
    try {
      return MAPPER.readTree(json).required("lengths").isArray();
    } catch (JacksonException e) {
      return false;
    }
  }

  /// Reads what [#write] has written.
  public static PublishedFigures read(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      Map<Integer, Map<Condition, Proportion>> right = new LinkedHashMap<>();
      for (JsonNode entry : root.required("lengths")) {
        Map<Condition, Proportion> conditions = new LinkedHashMap<>();
        for (Condition condition : Condition.values()) {
          JsonNode accuracy =
              entry.required("conditions").path(StudyJson.key(condition)).path("accuracy");
          if (!accuracy.isMissingNode()) {
            conditions.put(
                condition,
                new Proportion(
                    accuracy.required("count").intValue(),
                    accuracy.required("samples").intValue()));
          }
        }
        right.put(entry.required("length").intValue(), conditions);
      }
      return new PublishedFigures(
          root.required("model").stringValue(),
          root.required("pruning").stringValue(),
          root.required("seed").longValue(),
          root.required("samples").intValue(),
          right);
    } catch (JacksonException e) {
      throw new IllegalStateException("the build has broken figures", e);
    }
  }

  /// Compares a study with the published one.
  ///
  /// @return nothing if it is of another model or pruning; else what both have measured
  public Optional<List<Comparison>> compare(StudyReport report) {
    StudySettings settings = report.settings();
    if (!settings.model().equals(model) || !settings.pruning().equals(pruning)) {
      return Optional.empty();
    }
    List<Comparison> comparisons = new ArrayList<>();
    report
        .byLength()
        .forEach((length, summary) ->
            summary
                .results()
                .forEach((condition, result) -> {
                  @Nullable Proportion published =
                      right.getOrDefault(length, Map.of()).get(condition);
                  if (published != null) {
                    comparisons.add(
                        new Comparison(
                            length,
                            condition,
                            result.right(),
                            published,
                            result.right().minus(published)));
                  }
                }));
    return Optional.of(comparisons);
  }
}
