package dev.fovea.pruning.execute;

import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.observe.Compaction;
import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.PromptReader;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.VisualShare;
import dev.fovea.pruning.score.TokenScores;
import dev.fovea.pruning.select.Selection;
import dev.fovea.pruning.select.Selector;
import dev.fovea.pruning.select.Tracing;
import java.util.Optional;

/// Reads prompts with pruning: scores, selects, and goes on in flight or anew.
public final class Pruner {
  private final PromptReader reader;
  private final PruningPolicy policy;
  private final PromptLayout layout;
  private final LayerRange.Resolved range;
  private final int reserve;

  private Pruner(PromptReader reader, PruningPolicy policy, PromptLayout layout, int reserve) {
    this.reader = reader;
    this.policy = policy;
    this.layout = layout;
    this.reserve = reserve;
    range = policy.layers().resolve(reader.layers());
  }

  /// Answers a prompt.
  ///
  /// @param policy what to prune; empty reads the prompt as it is
  public static PrunedAnswer ask(
      Engine engine,
      Prompt prompt,
      Optional<PruningPolicy> policy,
      GenerationOptions options,
      AnswerListener listener) {
    try (PreparedPrompt prepared = engine.prepare(prompt)) {
      return ask(engine, prepared, policy, options, listener);
    }
  }

  /// Answers a prompt that is prepared already.
  ///
  /// @param policy what to prune; empty reads the prompt as it is
  public static PrunedAnswer ask(
      Engine engine,
      PreparedPrompt prompt,
      Optional<PruningPolicy> policy,
      GenerationOptions options,
      AnswerListener listener) {
    long start = System.nanoTime();
    try (PrunedSequence pruned = read(engine, prompt, policy, options.maxTokens())) {
      long cacheBytes = pruned.sequence().cacheBytes();
      Answer answer = engine.generate(pruned.sequence(), options, listener);
      PreparedPrompt.Timings preparation = prompt.timings();
      return new PrunedAnswer(
          answer,
          pruned.trace(),
          pruned.predicted(),
          pruned.visualShare(),
          new PrunedAnswer.Timings(
              preparation.preprocess(),
              preparation.vision(),
              pruned.scoreMillis(),
              pruned.prefillMillis(),
              preparation.preprocess()
                  + preparation.vision()
                  + pruned.scoreMillis()
                  + pruned.prefillMillis()
                  + answer.timings().firstToken(),
              answer.timings().decode(),
              preparation.preprocess() + preparation.vision() + millisSince(start)),
          new PrunedAnswer.Memory(cacheBytes, engine.cacheBytes(prompt.length())));
    }
  }

  /// Reads a prompt and leaves a sequence to be continued.
  ///
  /// @param policy what to prune; empty reads the prompt as it is
  /// @param reserve tokens that are going to be generated
  public static PrunedSequence read(
      PromptReader reader, PreparedPrompt prompt, Optional<PruningPolicy> policy, int reserve) {
    PruningPolicy chosen = keepingTheLast(policy.orElse(PruningPolicy.preset("paper")));
    Pruner pruner = new Pruner(reader, chosen, prompt.layout(), reserve);
    if (policy.isEmpty()) {
      return pruner.whole(prompt, Selector.keepAll(chosen, prompt.layout()));
    }
    if (Selector.futile(chosen, prompt.layout()).isPresent()) {
      TokenScores none = TokenScores.of(new double[prompt.length()]);
      return pruner.whole(prompt, Selector.select(chosen, prompt.layout(), none));
    }
    return switch (chosen.execution()) {
      case IN_FLIGHT -> pruner.inFlight(prompt);
      case RERUN -> pruner.rerun(prompt);
    };
  }

  /// Scores a prompt and chooses what goes, and reads no further than the scores need.
  public static PruningTrace score(
      PromptReader reader, PreparedPrompt prompt, PruningPolicy policy) {
    PruningPolicy chosen = keepingTheLast(policy);
    Pruner pruner = new Pruner(reader, chosen, prompt.layout(), 0);
    ScoringObserver scoring = new ScoringObserver(chosen, pruner.range, prompt.layout());
    if (chosen.scorer().readsModel()) {
      reader.observe(prompt, scoring, pruner.range.to());
    }
    TokenScores scores = scoring.scores();
    Selection selection = Selector.select(chosen, prompt.layout(), scores);
    return Tracing.trace(chosen, prompt.layout(), pruner.scored(), scores, selection);
  }

  /// The last position predicts the answer, so it stays whatever a policy says.
  private static PruningPolicy keepingTheLast(PruningPolicy policy) {
    return policy.protectLast() > 0 ? policy : policy.toBuilder().protectLast(1).build();
  }

  private PrunedSequence whole(PreparedPrompt prompt, Selection selection) {
    LastRow row = new LastRow(range, layout);
    long start = System.nanoTime();
    Sequence sequence = reader.prefill(prompt, row, reserve);
    TokenScores none = TokenScores.of(new double[layout.size()]);
    double share = row.visualShare();
    CostModel cost = CostModel.whole(reader.layers(), layout.size());
    VisualShare same = new VisualShare(share, share);
    return result(sequence, none, selection, Optional.empty(), cost, same, 0, millisSince(start));
  }

  private PrunedSequence inFlight(PreparedPrompt prompt) {
    InFlight observer = new InFlight();
    long start = System.nanoTime();
    Sequence sequence = reader.prefill(prompt, observer, reserve);
    double score = observer.scoring.millis();
    Selection selection = observer.selection.orElseThrow();
    LastRow row = observer.scoring.lastRow();
    VisualShare share = new VisualShare(row.visualShare(), row.visualShare(selection.kept()));
    return result(
        sequence,
        observer.scores.orElseThrow(),
        selection,
        scored(),
        predicted(selection),
        share,
        score,
        millisSince(start) - score);
  }

  /// Scores while the layers run, then drops rows on the way.
  private final class InFlight implements PrefillObserver {
    private final ScoringObserver scoring = new ScoringObserver(policy, range, layout);
    private Optional<TokenScores> scores = Optional.empty();
    private Optional<Selection> selection = Optional.empty();

    @Override
    public boolean wants(int layer) {
      return scoring.wants(layer);
    }

    @Override
    public void layer(LayerView view) {
      scoring.layer(view);
    }

    @Override
    public Optional<Compaction> after(int layer) {
      if (layer != range.to() - 1) {
        return Optional.empty();
      }
      TokenScores found = scoring.scores();
      Selection chosen = Selector.select(policy, layout, found);
      scores = Optional.of(found);
      selection = Optional.of(chosen);
      return chosen.fallback().isPresent()
          ? Optional.empty()
          : Optional.of(new Compaction(chosen.kept(), policy.positions()));
    }
  }

  private PrunedSequence rerun(PreparedPrompt prompt) {
    long start = System.nanoTime();
    ScoringObserver scoring = new ScoringObserver(policy, range, layout);
    reader.observe(prompt, scoring, range.to());
    TokenScores scores = scoring.scores();
    Selection selection = Selector.select(policy, layout, scores);
    double score = millisSince(start);
    try (PreparedPrompt survivors = prompt.select(selection.kept(), policy.positions())) {
      LastRow row = new LastRow(range, survivors.layout());
      Sequence sequence = reader.prefill(survivors, row, reserve);
      VisualShare share = new VisualShare(scoring.lastRow().visualShare(), row.visualShare());
      return result(
          sequence,
          scores,
          selection,
          scored(),
          predicted(selection),
          share,
          score,
          millisSince(start) - score);
    }
  }

  /// Puts a result together; the sequence is closed if that fails.
  ///
  /// @param scored layers that decided the scores, if any did
  private PrunedSequence result(
      Sequence sequence,
      TokenScores scores,
      Selection selection,
      Optional<LayerRange.Resolved> scored,
      CostModel predicted,
      VisualShare share,
      double scoreMillis,
      double prefillMillis) {
    try {
      return new PrunedSequence(
          sequence,
          Tracing.trace(policy, layout, scored, scores, selection),
          predicted,
          share,
          scoreMillis,
          prefillMillis);
    } catch (RuntimeException | Error failure) {
      sequence.close();
      throw failure;
    }
  }

  private Optional<LayerRange.Resolved> scored() {
    return policy.scorer().readsModel() ? Optional.of(range) : Optional.empty();
  }

  private CostModel predicted(Selection selection) {
    return CostModel.of(policy, range, reader.layers(), layout.size(), selection.kept().length);
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
