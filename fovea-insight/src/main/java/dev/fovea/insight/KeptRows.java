package dev.fovea.insight;

import dev.fovea.engine.Engine;
import dev.fovea.engine.generate.Compaction;
import dev.fovea.engine.generate.LayerView;
import dev.fovea.engine.generate.PrefillObserver;
import dev.fovea.engine.generate.PreparedPrompt;
import dev.fovea.engine.generate.Sequence;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import dev.fovea.pruning.execute.Pruner;
import java.util.Optional;

/// Rows of a prompt that were chosen already, and how the model goes on with them; so that two
/// prompts that differ in their pictures can be read with the same text.
///
/// @param trace of the choice
/// @param policy that made it
record KeptRows(PruningTrace trace, PruningPolicy policy) {

  /// The rows that a policy keeps of a prompt.
  static KeptRows choose(Engine engine, PreparedPrompt prompt, PruningPolicy policy) {
    return new KeptRows(Pruner.score(engine.model().text(), prompt, policy), policy);
  }

  /// How many rows a prompt is read with.
  int count() {
    return trace.counts().kept();
  }

  private int[] rows() {
    return trace.tokens().stream()
        .filter(TokenTrace::kept)
        .mapToInt(TokenTrace::position)
        .toArray();
  }

  /// Reads a prompt of the same length with these rows.
  ///
  /// @param reserve tokens that are going to be appended
  Sequence read(Engine engine, PreparedPrompt prompt, int reserve) {
    if (trace.fallback().isPresent()) {
      return engine.prefill(prompt, PrefillObserver.NONE, reserve);
    }
    return switch (policy.execution()) {
      case IN_FLIGHT -> engine.prefill(prompt, new Dropping(lastScored(engine)), reserve);
      case RERUN -> {
        try (PreparedPrompt survivors = prompt.select(rows(), policy.positions())) {
          yield engine.prefill(survivors, PrefillObserver.NONE, reserve);
        }
      }
    };
  }

  private int lastScored(Engine engine) {
    return policy.layers().resolve(engine.info().layers()).to() - 1;
  }

  /// Looks at nothing and goes on with the rows after a layer.
  private final class Dropping implements PrefillObserver {
    private final int last;

    private Dropping(int last) {
      this.last = last;
    }

    @Override
    public boolean wants(int layer) {
      return false;
    }

    @Override
    public void layer(LayerView layer) {}

    @Override
    public Optional<Compaction> after(int layer) {
      return layer == last
          ? Optional.of(new Compaction(rows(), policy.positions()))
          : Optional.empty();
    }
  }
}
