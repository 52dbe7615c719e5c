package dev.fovea.cli.ask;

import dev.fovea.cli.option.AnswerOptions;
import dev.fovea.cli.option.OpenModel;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The same prompt with and without pruning, each measured when everything is warm.
record Comparison(PrunedAnswer pruned, PrunedAnswer whole) {

  /// Runs both, each for the second time, so that neither pays for first calls: the caller has run
  /// the pruned prompt once already.
  static Comparison run(
      OpenModel model,
      PreparedPrompt prompt,
      Optional<PruningPolicy> policy,
      AnswerOptions options) {
    model.ask(prompt, Optional.empty(), options, AnswerListener.SILENT);
    PrunedAnswer whole = model.ask(prompt, Optional.empty(), options, AnswerListener.SILENT);
    PrunedAnswer pruned = model.ask(prompt, policy, options, AnswerListener.SILENT);
    return new Comparison(pruned, whole);
  }

  /// Milliseconds until the answer may start, image aside.
  double readMillis(PrunedAnswer answer) {
    return answer.timings().score() + answer.timings().prefill();
  }

  /// For `--json`.
  Map<String, @Nullable Object> json(OpenModel model) {
    return JsonOutput.object(
        "answer", whole.answer().text(),
        "timings_ms", AnswerJson.timings(model, whole.timings()),
        "pruned_timings_ms", AnswerJson.timings(model, pruned.timings()));
  }
}
