package dev.fovea.insight.explain;

import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.html.Table;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningTrace;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Every setting by name, so that the run can be repeated.
final class SettingsSection {
  private SettingsSection() {}

  static Section of(Explanation explanation) {
    return new Section(
        "settings",
        "Settings",
        "Settings",
        sentence(explanation),
        table(explanation).html("settings"));
  }

  /// What the section shows for this prompt.
  private static String sentence(Explanation explanation) {
    PruningTrace trace = explanation.pruned().trace();
    if (trace.fallback().isPresent()) {
      return String.format(
          Locale.ROOT,
          "All %d settings; in this run they changed nothing.",
          trace.settings().size());
    }
    return trace
        .layers()
        .map(layers ->
            String.format(
                Locale.ROOT,
                "All %d settings of this run; in this model of %d layers, layers=%s means %s.",
                trace.settings().size(),
                explanation.subject().model().layers(),
                trace.settings().get("layers"),
                layers.words()))
        .orElse(
            String.format(Locale.ROOT, "All %d settings of this run.", trace.settings().size()));
  }

  /// Name, value, and which values it takes.
  private static Table table(Explanation explanation) {
    Map<String, String> help = PolicySettings.help();
    return new Table(
        List.of("setting", "value", "takes"),
        explanation.pruned().trace().settings().entrySet().stream()
            .map(setting ->
                List.of(
                    setting.getKey(),
                    value(setting.getValue().toString()),
                    help.getOrDefault(setting.getKey(), "")))
            .toList());
  }

  private static String value(String printed) {
    return printed.isEmpty() ? "(empty)" : printed;
  }
}
