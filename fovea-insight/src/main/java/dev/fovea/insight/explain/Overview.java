package dev.fovea.insight.explain;

import dev.fovea.engine.answer.Answer;
import dev.fovea.insight.page.html.Facts;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.Locale;

/// What matters most, before any detail.
final class Overview {
  private Overview() {}

  /// How the answer came to be.
  static String sentence(Explanation explanation) {
    PrunedAnswer pruned = explanation.pruned();
    PruningTrace.Counts counts = pruned.trace().counts();
    return String.format(
        Locale.ROOT,
        "%s was given %s, read %s of them, and answered with %s in %s. %s",
        explanation.subject().modelText(),
        Numbers.count(counts.prompt(), "token"),
        counts.kept() == counts.prompt() ? "all" : Numbers.count(counts.kept()),
        Numbers.count(pruned.answer().tokens().size(), "token"),
        Numbers.milliseconds(pruned.timings().total()),
        finish(pruned.answer().finish()));
  }

  private static String finish(Answer.Finish finish) {
    return switch (finish) {
      case STOP -> "The model ended the answer itself.";
      case LENGTH -> "The answer was cut off at the token limit.";
      case CANCELLED -> "The answer was cancelled.";
    };
  }

  /// Numbers with what they mean.
  static String figures(Explanation explanation) {
    PrunedAnswer pruned = explanation.pruned();
    PruningTrace.Counts counts = pruned.trace().counts();
    Facts facts =
        new Facts()
            .add(
                Numbers.count(counts.prompt()),
                String.format(
                    Locale.ROOT,
                    "tokens given: %s visual, %s text",
                    Numbers.count(counts.visual()),
                    Numbers.count(counts.text())))
            .add(Numbers.count(counts.prunable()), "could go")
            .add(
                Numbers.count(counts.pruned()),
                "went" + (counts.pruned() == 0 ? "" : ", " + shareOfPrunable(counts)))
            .add(Numbers.count(counts.kept()), "read by the model")
            .add(Numbers.count(pruned.answer().tokens().size()), "generated");
    if (counts.visual() > 0) {
      facts.add(
          String.format(
              Locale.ROOT,
              "%s → %s",
              Numbers.percent(pruned.visualShare().before()),
              Numbers.percent(pruned.visualShare().after())),
          "attention on pictures, before and after pruning");
    }
    return facts.html();
  }

  private static String shareOfPrunable(PruningTrace.Counts counts) {
    return Numbers.percent((double) counts.pruned() / counts.prunable()) + " of those";
  }
}
