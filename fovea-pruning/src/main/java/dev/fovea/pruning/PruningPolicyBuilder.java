package dev.fovea.pruning;

import dev.fovea.engine.observe.PositionRule;
import java.util.List;

/// Changes some settings of a [PruningPolicy] and leaves the others; what each means is said there.
public final class PruningPolicyBuilder {
  private Scorer scorer;
  private long seed;
  private LayerRange layers;
  private Queries queries;
  private Normalisation normalise;
  private HeadPooling heads;
  private LayerPooling layersPool;
  private Smoothing smooth;
  private Budget budget;
  private PruningUnit unit;
  private UnitPooling unitPool;
  private PruningTarget what;
  private int protectFirst;
  private int protectLast;
  private String protect;
  private List<CharacterSpan> protectSpans;
  private int minText;
  private FlatScores flat;
  private Execution execution;
  private PositionRule positions;

  PruningPolicyBuilder(PruningPolicy base) {
    scorer = base.scorer();
    seed = base.seed();
    layers = base.layers();
    queries = base.queries();
    normalise = base.normalise();
    heads = base.heads();
    layersPool = base.layersPool();
    smooth = base.smooth();
    budget = base.budget();
    unit = base.unit();
    unitPool = base.unitPool();
    what = base.what();
    protectFirst = base.protectFirst();
    protectLast = base.protectLast();
    protect = base.protect();
    protectSpans = base.protectSpans();
    minText = base.minText();
    flat = base.flat();
    execution = base.execution();
    positions = base.positions();
  }

  public PruningPolicyBuilder scorer(Scorer value) {
    scorer = value;
    return this;
  }

  public PruningPolicyBuilder seed(long value) {
    seed = value;
    return this;
  }

  public PruningPolicyBuilder layers(LayerRange value) {
    layers = value;
    return this;
  }

  public PruningPolicyBuilder queries(Queries value) {
    queries = value;
    return this;
  }

  public PruningPolicyBuilder normalise(Normalisation value) {
    normalise = value;
    return this;
  }

  public PruningPolicyBuilder heads(HeadPooling value) {
    heads = value;
    return this;
  }

  public PruningPolicyBuilder layersPool(LayerPooling value) {
    layersPool = value;
    return this;
  }

  public PruningPolicyBuilder smooth(Smoothing value) {
    smooth = value;
    return this;
  }

  public PruningPolicyBuilder budget(Budget value) {
    budget = value;
    return this;
  }

  public PruningPolicyBuilder unit(PruningUnit value) {
    unit = value;
    return this;
  }

  public PruningPolicyBuilder unitPool(UnitPooling value) {
    unitPool = value;
    return this;
  }

  public PruningPolicyBuilder what(PruningTarget value) {
    what = value;
    return this;
  }

  public PruningPolicyBuilder protectFirst(int value) {
    protectFirst = value;
    return this;
  }

  public PruningPolicyBuilder protectLast(int value) {
    protectLast = value;
    return this;
  }

  public PruningPolicyBuilder protect(String value) {
    protect = value;
    return this;
  }

  public PruningPolicyBuilder protectSpans(List<CharacterSpan> value) {
    protectSpans = value;
    return this;
  }

  public PruningPolicyBuilder minText(int value) {
    minText = value;
    return this;
  }

  public PruningPolicyBuilder flat(FlatScores value) {
    flat = value;
    return this;
  }

  public PruningPolicyBuilder execution(Execution value) {
    execution = value;
    return this;
  }

  public PruningPolicyBuilder positions(PositionRule value) {
    positions = value;
    return this;
  }

  /// The policy with the changes.
  ///
  /// @throws dev.fovea.engine.error.FoveaException if settings contradict each other
  public PruningPolicy build() {
    return new PruningPolicy(
        scorer,
        seed,
        layers,
        queries,
        normalise,
        heads,
        layersPool,
        smooth,
        budget,
        unit,
        unitPool,
        what,
        protectFirst,
        protectLast,
        protect,
        protectSpans,
        minText,
        flat,
        execution,
        positions);
  }
}
