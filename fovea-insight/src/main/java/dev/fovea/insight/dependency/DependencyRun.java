package dev.fovea.insight.dependency;

import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.dependency.VisualDependency.Context;
import dev.fovea.insight.dependency.VisualDependency.Options;
import dev.fovea.insight.dependency.VisualDependency.Outcome;
import dev.fovea.insight.dependency.VisualDependency.Reference;
import dev.fovea.insight.image.ImageCondition;
import dev.fovea.insight.reading.LogProbabilities;
import dev.fovea.insight.reading.PrunedReading;
import dev.fovea.insight.reading.ReferenceAnswer;
import dev.fovea.pruning.PruningPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One measurement of [VisualDependency]: reads the prompt under every condition, in every context,
/// once to follow the reference answer and once to answer.
final class DependencyRun {
  private final Engine engine;
  private final Prompt prompt;
  private final Optional<PruningPolicy> policy;
  private final Options options;
  private final Map<Context, Reading> visible = new EnumMap<>(Context.class);
  private Optional<PrunedReading> visibleRows = Optional.empty();

  DependencyRun(Engine engine, Prompt prompt, Optional<PruningPolicy> policy, Options options) {
    this.engine = engine;
    this.prompt = prompt;
    this.policy = policy;
    this.options = options;
  }

  /// What a model makes of one prompt.
  ///
  /// @param first logarithms of the first token's probabilities
  /// @param reference those of the reference answer's tokens
  private record Reading(double[] first, List<Double> reference, String answer) {}

  VisualDependency measure() {
    if (prompt.images().isEmpty()) {
      throw new FoveaException(
          "the prompt has no picture: expected at least one, on which the answer may depend");
    }
    List<Outcome> outcomes = new ArrayList<>();
    Reference reference;
    try (PreparedPrompt prepared = engine.prepare(prompt)) {
      reference = reference(prepared);
      outcomes.addAll(outcomes(ImageCondition.VISIBLE, prepared, reference));
    }
    for (ImageCondition condition : options.pictures().available()) {
      if (condition != ImageCondition.VISIBLE) {
        Prompt shown = options.pictures().show(condition, prompt);
        try (PreparedPrompt prepared = engine.prepare(shown)) {
          outcomes.addAll(outcomes(condition, prepared, reference));
        }
      }
    }
    outcomes.sort(Comparator.comparing(Outcome::context));
    return new VisualDependency(reference, outcomes);
  }

  /// Of two spellings of a given answer the one that the model finds likelier while it sees the
  /// picture; else what it answers itself.
  private Reference reference(PreparedPrompt prepared) {
    if (options.reference().isEmpty()) {
      Answer own = answer(prepared, Optional.empty());
      return new Reference(own.text(), own.tokens(), false);
    }
    String text = options.reference().get();
    List<Integer> likeliest =
        ReferenceAnswer.spellings(engine.tokenizer(), prepared.layout().text(), text).stream()
            .max(Comparator.comparingDouble(tokens -> likelihood(prepared, tokens)))
            .orElseThrow();
    return new Reference(text, likeliest, true);
  }

  private double likelihood(PreparedPrompt prepared, List<Integer> tokens) {
    try (Sequence sequence = read(prepared, Optional.empty(), tokens.size())) {
      return ReferenceAnswer.logProbabilities(sequence, tokens).stream()
          .mapToDouble(Double::doubleValue)
          .sum();
    }
  }

  private List<Outcome> outcomes(
      ImageCondition condition, PreparedPrompt prepared, Reference reference) {
    List<Outcome> outcomes = new ArrayList<>();
    outcomes.add(outcome(condition, Context.FULL, prepared, Optional.empty(), reference));
    if (policy.isPresent()) {
      Optional<PrunedReading> rows = Optional.of(rows(condition, prepared, policy.get()));
      outcomes.add(outcome(condition, Context.PRUNED, prepared, rows, reference));
    }
    return outcomes;
  }

  private PrunedReading rows(
      ImageCondition condition, PreparedPrompt prepared, PruningPolicy chosen) {
    PrunedReading rows =
        switch (options.rows()) {
          case ANEW -> PrunedReading.of(engine, prepared, chosen);
          case FIXED -> visibleRows.orElseGet(() -> PrunedReading.of(engine, prepared, chosen));
        };
    if (condition == ImageCondition.VISIBLE) {
      visibleRows = Optional.of(rows);
    }
    int expected = rows.run().trace().counts().prompt();
    if (expected != prepared.length()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "condition %s: the prompt has %d tokens, with the visible picture %d; rows can only be fixed where it has as many",
              condition,
              prepared.length(),
              expected));
    }
    return rows;
  }

  private Outcome outcome(
      ImageCondition condition,
      Context context,
      PreparedPrompt prepared,
      Optional<PrunedReading> rows,
      Reference reference) {
    Reading reading = reading(prepared, rows, reference);
    Reading seen = visible.computeIfAbsent(context, _ -> reading);
    return new Outcome(
        condition,
        context,
        prepared.layout().positions(TokenRole.VISUAL).length,
        rows.map(pruned -> pruned.kept().length).orElse(prepared.length()),
        LogProbabilities.divergence(seen.first(), reading.first()),
        reading.reference(),
        sum(reading.reference()) - sum(seen.reference()),
        reading.answer(),
        !reading.answer().equals(seen.answer()));
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }

  private Reading reading(
      PreparedPrompt prepared, Optional<PrunedReading> rows, Reference reference) {
    double[] first;
    List<Double> followed;
    try (Sequence sequence = read(prepared, rows, reference.tokens().size())) {
      first = LogProbabilities.of(sequence.logits());
      followed = ReferenceAnswer.logProbabilities(sequence, reference.tokens());
    }
    return new Reading(first, followed, answer(prepared, rows).text());
  }

  private Answer answer(PreparedPrompt prepared, Optional<PrunedReading> rows) {
    int room = engine.info().contextLength() - prepared.length();
    int tokens = Math.clamp(room, 1, options.answerTokens());
    try (Sequence sequence = read(prepared, rows, tokens)) {
      return engine.generate(sequence, engine.defaults().greedy(tokens), AnswerListener.SILENT);
    }
  }

  private Sequence read(PreparedPrompt prepared, Optional<PrunedReading> rows, int reserve) {
    return rows.isPresent()
        ? rows.get().sequence(engine, prepared, reserve)
        : engine.prefill(prepared, PrefillObserver.NONE, reserve);
  }
}
