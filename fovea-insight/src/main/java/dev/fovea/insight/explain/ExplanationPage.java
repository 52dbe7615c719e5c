package dev.fovea.insight.explain;

import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.html.Html;
import java.util.List;
import java.util.Locale;

/// An explanation as a page.
public final class ExplanationPage {
  private ExplanationPage() {}

  /// The page about one answer.
  public static Page of(Explanation explanation) {
    String lead =
        String.format(
            Locale.ROOT,
            """
            <p class="answer" dir="auto"><span class="label">Answer</span> <strong>%s</strong></p>
            <p class="says">%s</p>
            %s\
            """,
            Html.text(explanation.pruned().answer().text()),
            Html.text(Overview.sentence(explanation)),
            Overview.figures(explanation));
    return new Page(
        "Fovea explains: " + explanation.subject().question(),
        "Fovea explains an answer",
        explanation.subject().question(),
        lead,
        List.of(
            TextSection.of(explanation),
            PicturesSection.of(explanation),
            LayersSection.of(explanation),
            CostSection.of(explanation),
            SettingsSection.of(explanation)),
        "Attention says where a model looked. It does not prove why it answered.");
  }
}
