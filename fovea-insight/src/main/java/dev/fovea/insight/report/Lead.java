package dev.fovea.insight.report;

import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.page.Subject;
import dev.fovea.insight.page.html.Facts;
import dev.fovea.insight.page.html.Html;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.reading.PrunedRun;
import java.util.Locale;
import java.util.Optional;

/// What stands above the sections of a page: what was measured, on which model and prompt.
public final class Lead {
  private Lead() {}

  /// As markup.
  ///
  /// @param about what the page measures, text
  public static String html(Subject subject, String about, Optional<PrunedRun> pruning) {
    return String.format(
        Locale.ROOT,
        "<p class=\"says\">%s</p>\n%s",
        Html.text(
            String.format(
                Locale.ROOT,
                "%s Model: %s.%s",
                about,
                subject.modelText(),
                pruning.map(run -> " " + PruningWords.sentence(run)).orElse(""))),
        facts(subject, pruning));
  }

  private static String facts(Subject subject, Optional<PrunedRun> pruning) {
    Facts facts =
        new Facts()
            .add(Numbers.count(subject.layout().size()), "tokens")
            .add(Numbers.count(subject.count(TokenRole.VISUAL)), "of pictures")
            .add(Numbers.count(subject.count(TokenRole.CONTEXT)), "of context")
            .add(Numbers.count(subject.count(TokenRole.QUESTION)), "of the question");
    pruning.ifPresent(
        run -> facts.add(Numbers.count(run.trace().counts().pruned()), "dropped by pruning"));
    return facts.html();
  }
}
