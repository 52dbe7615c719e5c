package dev.fovea.insight.flow;

import dev.fovea.insight.flow.InformationFlow.Run;
import dev.fovea.insight.flow.InformationFlow.Target;
import dev.fovea.insight.page.chart.Unit;
import dev.fovea.insight.page.html.Numbers;
import java.util.Locale;

/// Which answer tokens an [InformationFlow] is of, and whether its two runs can be compared.
public final class FlowWords {
  private FlowWords() {}

  /// Which tokens, how they were chosen, and how likely they are in each run.
  public static String tokens(InformationFlow flow) {
    Run whole = flow.whole();
    if (flow.pruned().isEmpty()) {
      return String.format(
          Locale.ROOT,
          "The token is “%s”%s: %s.",
          whole.text().strip(),
          switch (flow.target()) {
            case Target.Likeliest _ -> ", the likeliest";
            case Target.Given _ -> ", as asked for";
          },
          likely(whole));
    }
    Run pruned = flow.pruned().get();
    return switch (flow.target()) {
      case Target.Likeliest.EACH ->
          String.format(
              Locale.ROOT,
              "In each run the token is the likeliest one: “%s” in the whole prompt (%s), “%s” in the pruned one (%s).",
              whole.text().strip(),
              likely(whole),
              pruned.text().strip(),
              likely(pruned));
      case Target.Likeliest.WHOLE -> same(whole, pruned, "the likeliest of the whole prompt");
      case Target.Given _ -> same(whole, pruned, "as asked for");
    };
  }

  private static String same(Run whole, Run pruned, String chosen) {
    return String.format(
        Locale.ROOT,
        "The token is “%s” in both runs, %s: %s in the whole prompt, %s in the pruned one.",
        whole.text().strip(),
        chosen,
        likely(whole),
        likely(pruned));
  }

  private static String likely(Run run) {
    return String.format(
        Locale.ROOT,
        "probability %s, loss %s",
        Numbers.percent(run.probability()),
        Unit.NATS.text(run.loss()));
  }

  /// Why a difference between two runs is not pruning's alone.
  static String unlike(Run whole, Run pruned) {
    return whole.token() == pruned.token()
        ? String.format(
            Locale.ROOT,
            "This is not the effect of pruning alone: the loss of the token is %s in the whole prompt and %s in the pruned one, and how far a model is from a token changes what its odds hang on.",
            Unit.NATS.text(whole.loss()),
            Unit.NATS.text(pruned.loss()))
        : String.format(
            Locale.ROOT,
            "This is not the effect of pruning alone: the answers are different ones, “%s” in the whole prompt and “%s” in the pruned one.",
            whole.text().strip(),
            pruned.text().strip());
  }
}
