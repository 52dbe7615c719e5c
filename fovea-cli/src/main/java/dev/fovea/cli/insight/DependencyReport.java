package dev.fovea.cli.insight;

import static dev.fovea.cli.print.JsonOutput.finite;

import dev.fovea.cli.ask.AnswerJson;
import dev.fovea.cli.option.OpenModel;
import dev.fovea.cli.print.Columns;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.TextTable;
import dev.fovea.insight.dependency.VisualDependency;
import dev.fovea.insight.dependency.VisualDependency.Options;
import dev.fovea.insight.dependency.VisualDependency.Outcome;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A measurement of [VisualDependency] as JSON and as a table.
final class DependencyReport {
  private DependencyReport() {}

  static Map<String, @Nullable Object> json(
      OpenModel model,
      Optional<PruningPolicy> policy,
      Options options,
      VisualDependency dependency) {
    VisualDependency.Reference reference = dependency.reference();
    return JsonOutput.object(
        "model", AnswerJson.model(model),
        "reference",
            JsonOutput.object(
                "text", reference.text(),
                "tokens", reference.tokens(),
                "given", reference.given()),
        "settings",
            JsonOutput.object(
                "seed", options.pictures().seed(),
                "patch_edge", options.pictures().patchEdge(),
                "rows", Names.of(options.rows()),
                "answer_tokens", options.answerTokens(),
                "pruning", policy.map(PolicySettings::toJson).orElse(null)),
        "same_visual_tokens", dependency.sameVisualTokens(),
        "outcomes", dependency.outcomes().stream().map(DependencyReport::json).toList());
  }

  private static Map<String, @Nullable Object> json(Outcome outcome) {
    return JsonOutput.object(
        "context", Names.of(outcome.context()),
        "condition", Names.of(outcome.condition()),
        "visual_tokens", outcome.visualTokens(),
        "tokens", outcome.tokens(),
        "kl_nats", finite(outcome.divergence()),
        "log_probability", finite(outcome.logProbability()),
        "log_probabilities", outcome.logProbabilities().stream().map(JsonOutput::finite).toList(),
        "change", finite(outcome.change()),
        "change_per_token", finite(outcome.changePerToken()),
        "answer", outcome.answer(),
        "changed", outcome.changed());
  }

  static String table(VisualDependency dependency) {
    VisualDependency.Reference reference = dependency.reference();
    TextTable table =
        new TextTable(
            3,
            "context",
            "picture",
            "  answer",
            "tokens",
            "KL (nats)",
            "log p",
            "change",
            "per token");
    for (Outcome outcome : dependency.outcomes()) {
      table.row(
          List.of(
              Names.of(outcome.context()),
              Names.of(outcome.condition()),
              (outcome.changed() ? "* " : "  ") + shown(outcome.answer()),
              Integer.toString(outcome.tokens()),
              number(outcome.divergence()),
              number(outcome.logProbability()),
              number(outcome.change()),
              number(outcome.changePerToken())));
    }
    String line = System.lineSeparator();
    return String.format(
            Locale.ROOT,
            "reference answer  %s (%s, %d %s)",
            shown(reference.text()),
            reference.given() ? "given" : "the model's own",
            reference.tokens().size(),
            reference.tokens().size() == 1 ? "token" : "tokens")
        + line
        + line
        + table.text()
        + line
        + "KL: of the first token, from the visible picture to the one shown. log p: natural logarithm of the reference answer's probability; change: against the visible picture in the same context. *: changed answer."
        + line
        + (dependency.sameVisualTokens()
            ? ""
            : "The pictures became different numbers of visual tokens, which is part of what is measured."
                + line);
  }

  private static String shown(String text) {
    return Columns.cut(text.strip().replaceAll("\\s+", " "), 40);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
