package dev.fovea.lab.parity;

import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import dev.fovea.pruning.execute.PrunedSequence;
import dev.fovea.pruning.execute.Pruner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Compares scores, kept rows, logits and tokens of pruned runs with their record.
final class PruningParity {
  private static final double LOGITS = 5e-4;
  private static final double SCORES = 1e-4;

  private final Engine engine;
  private final String name;
  private final ReferenceCase recorded;
  private final Consumer<ParityCheck> results;

  PruningParity(Engine engine, String name, ReferenceCase recorded, Consumer<ParityCheck> results) {
    this.engine = engine;
    this.name = name;
    this.recorded = recorded;
    this.results = results;
  }

  void run(PreparedPrompt prompt) {
    int[] prunable = recorded.wholeNumbers("prunable");
    try (PreparedPrompt marked = prompt.withLayout(withContext(prompt.layout(), prunable))) {
      checkUnpruned(marked);
      for (JsonView entry : recorded.json().objects("entries")) {
        check(marked, prunable, entry);
      }
    }
  }

  /// The record names the prunable rows itself: those become context, all other context does not.
  private static PromptLayout withContext(PromptLayout layout, int[] prunable) {
    Set<Integer> rows = new HashSet<>(IntStream.of(prunable).boxed().toList());
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i < layout.size(); i++) {
      Token token = layout.tokens().get(i);
      TokenRole role =
          rows.contains(i)
              ? TokenRole.CONTEXT
              : token.role() == TokenRole.CONTEXT ? TokenRole.QUESTION : token.role();
      tokens.add(new Token(token.id(), role, token.start(), token.end(), token.message()));
    }
    return new PromptLayout(layout.text(), tokens);
  }

  private void checkUnpruned(PreparedPrompt prompt) {
    Optional<float[]> expected = recorded.tensor("logits_unpruned_last");
    if (expected.isEmpty()) {
      return;
    }
    try (Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, 1)) {
      results.accept(
          ParityCheck.close(
              name, "pruned_logits", sequence.logits(), expected.get(), LOGITS, "unpruned, last"));
    }
  }

  private void check(PreparedPrompt prompt, int[] prunable, JsonView entry) {
    String setting = entry.string("name");
    PruningPolicy renumbered = policy(entry);
    try (PrunedSequence pruned = Pruner.read(engine, prompt, Optional.of(renumbered), 16)) {
      List<TokenTrace> tokens = pruned.trace().tokens();
      float[] scores = new float[prunable.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) tokens.get(prunable[i]).score();
      }
      float[] expected = recorded.tensor("scores." + setting).orElseThrow();
      double largest = 0;
      for (float score : expected) {
        largest = Math.max(largest, Math.abs(score));
      }
      results.accept(
          ParityCheck.close(name, "attention_scores", scores, expected, SCORES * largest, setting));
      int[] kept =
          tokens.stream().filter(TokenTrace::kept).mapToInt(TokenTrace::position).toArray();
      results.accept(
          ParityCheck.exact(name, "kept", kept, recorded.wholeNumbers("kept." + setting), setting));
      compareLogits(pruned, "logits_renumbered." + setting);
      if (entry.has("generation_renumbered")) {
        compareGeneration(pruned, entry.object("generation_renumbered"), setting);
      }
    }
    String original = "logits_original_positions." + setting;
    if (recorded.tensor(original).isPresent()) {
      PruningPolicy keeping = renumbered.withExecution(Execution.RERUN, PositionRule.KEEP);
      try (PrunedSequence pruned = Pruner.read(engine, prompt, Optional.of(keeping), 1)) {
        compareLogits(pruned, original);
      }
    }
  }

  private PruningPolicy policy(JsonView entry) {
    String queries = entry.string("queries").replace('_', '-');
    String layerPool = entry.string("layer_pool");
    return PolicySettings.apply(
        PruningPolicy.preset("paper"),
        Map.of(
            "layers",
            "0.." + entry.integer("first_layers"),
            "queries",
            queries.equals("last-1") ? "last" : queries,
            "normalise",
            entry.bool("count_normalised") ? "count" : "none",
            "heads",
            entry.string("head_pool"),
            "layers-pool",
            layerPool.equals("one") ? "max" : layerPool,
            "rate",
            String.valueOf(recorded.json().number("share")),
            "protect-last",
            "0",
            "flat",
            "drop"));
  }

  private void compareLogits(PrunedSequence pruned, String tensor) {
    recorded
        .tensor(tensor)
        .ifPresent(expected ->
            results.accept(
                ParityCheck.close(
                    name, "pruned_logits", pruned.sequence().logits(), expected, LOGITS, tensor)));
  }

  private void compareGeneration(PrunedSequence pruned, JsonView run, String setting) {
    int[] expected = run.integers("ids").stream().mapToInt(Integer::intValue).toArray();
    GenerationOptions options = engine.defaults().greedy(expected.length);
    Answer answer = engine.generate(pruned.sequence(), options, AnswerListener.SILENT);
    int[] found = answer.tokens().stream().mapToInt(Integer::intValue).toArray();
    results.accept(ParityCheck.exact(name, "pruned_generation", found, expected, setting));
  }
}
