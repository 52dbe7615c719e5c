package dev.fovea.pruning.execute;

import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.Normalisation;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.Queries;
import dev.fovea.pruning.Scorer;
import dev.fovea.pruning.score.PositionScores;
import dev.fovea.pruning.score.ScoreFolding;
import dev.fovea.pruning.score.TokenScores;

/// Collects the scores of a policy, and the last token's attention, while a prompt is being read.
final class ScoringObserver implements PrefillObserver {
  private final PruningPolicy policy;
  private final PromptLayout layout;
  private final int[] queries;
  private final ScoreFolding folding;
  private final LastRow lastRow;
  private long nanos;

  ScoringObserver(PruningPolicy policy, LayerRange.Resolved range, PromptLayout layout) {
    this.policy = policy;
    this.layout = layout;
    queries =
        policy.scorer() == Scorer.ATTENTION ? policy.queries().positions(layout) : new int[] {};
    folding = new ScoreFolding(policy, layout.size());
    lastRow = new LastRow(range, layout);
  }

  @Override
  public boolean wants(int layer) {
    return lastRow.wants(layer);
  }

  @Override
  public void layer(LayerView view) {
    lastRow.layer(view);
    long start = System.nanoTime();
    if (policy.scorer().readsModel()) {
      folding.add(view.index(), received(view), visible(view));
    }
    nanos += System.nanoTime() - start;
  }

  private float[][] received(LayerView view) {
    if (policy.scorer() == Scorer.LOGITS) {
      return view.logits(view.length() - 1);
    }
    return policy.queries() instanceof Queries.All
        ? view.receivedFromAll()
        : view.receivedFrom(queries);
  }

  private int[] visible(LayerView view) {
    return policy.normalise() == Normalisation.COUNT ? view.visibleFrom(queries) : new int[0];
  }

  /// Scores of all positions, once the layers have run.
  TokenScores scores() {
    return switch (policy.scorer()) {
      case ATTENTION, LOGITS -> folding.result();
      case RANDOM -> PositionScores.random(policy.seed(), layout.size());
      case RECENCY -> PositionScores.recency(layout.size());
    };
  }

  LastRow lastRow() {
    return lastRow;
  }

  /// Time that scoring took so far, in milliseconds.
  double millis() {
    return nanos / 1e6;
  }
}
