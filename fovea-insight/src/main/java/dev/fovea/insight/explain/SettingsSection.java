package dev.fovea.insight.explain;

import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningTrace;
import java.util.Map;
import java.util.stream.Collectors;

/// Every setting by name, so that the run can be repeated.
final class SettingsSection {
  private SettingsSection() {}

  /// What the section shows for this prompt.
  static String sentence(Explanation explanation) {
    PruningTrace trace = explanation.pruned().trace();
    if (trace.fallback().isPresent()) {
      return "All %d settings; in this run they changed nothing."
          .formatted(trace.settings().size());
    }
    return trace
        .layers()
        .map(layers ->
            "All %d settings of this run; in this model of %d layers, layers=%s means %s."
                .formatted(
                    trace.settings().size(),
                    explanation.model().layers(),
                    trace.settings().get("layers"),
                    range(layers)))
        .orElse("All %d settings of this run.".formatted(trace.settings().size()));
  }

  private static String range(LayerRange.Resolved layers) {
    return layers.count() == 1
        ? "layer " + layers.from()
        : "layers %d to %d".formatted(layers.from(), layers.to() - 1);
  }

  /// Name, value, and which values it takes, row by row.
  static String rows(Explanation explanation) {
    Map<String, String> help = PolicySettings.help();
    return explanation.pruned().trace().settings().entrySet().stream()
        .map(setting ->
            "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>"
                .formatted(
                    Html.text(setting.getKey()),
                    Html.text(value(setting.getValue().toString())),
                    Html.text(help.getOrDefault(setting.getKey(), ""))))
        .collect(Collectors.joining("\n"));
  }

  private static String value(String printed) {
    return printed.isEmpty() ? "(empty)" : printed;
  }
}
