package dev.fovea.insight.explain;

import dev.fovea.insight.page.LayerControls;
import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.chart.Shading;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.image.ImageOverlay;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Every picture under the question's attention.
final class PicturesSection {
  private PicturesSection() {}

  static Section of(Explanation explanation) {
    return new Section(
        "pictures",
        "Pictures",
        "Where the question looked",
        sentence(explanation),
        explanation.subject().pictures().isEmpty() ? "" : body(explanation));
  }

  private static String body(Explanation explanation) {
    Set<Integer> dropped =
        explanation.pruned().trace().tokens().stream()
            .filter(token -> !token.kept())
            .map(TokenTrace::position)
            .collect(Collectors.toSet());
    return String.join(
        "\n",
        LayerControls.html(explanation.attention().fromQuestion().size(), Shading.LAYER),
        ImageOverlay.legend(true),
        ImageOverlay.html(
            explanation.subject().pictures(),
            explanation.attention().fromQuestion(),
            "the question's",
            dropped));
  }

  /// What the section shows for this prompt.
  private static String sentence(Explanation explanation) {
    if (explanation.subject().pictures().isEmpty()) {
      return "The prompt holds no picture.";
    }
    return String.format(
        Locale.ROOT,
        "The question (%s) gave %s of its attention to %s, before anything was pruned (mean over all heads of all %s); the rest went to text.",
        Numbers.count(explanation.attention().questionTokens(), "token"),
        Numbers.percent(explanation.attention().questionOnVisual()),
        explanation.subject().pictures().size() == 1
            ? "the picture"
            : String.format(
                Locale.ROOT, "the %d pictures", explanation.subject().pictures().size()),
        Numbers.count(explanation.attention().fromQuestion().size(), "layer"));
  }
}
