package dev.fovea.insight.reading;

import dev.fovea.engine.Engine;
import dev.fovea.engine.observe.Compaction;
import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import dev.fovea.pruning.execute.Pruner;
import java.util.Optional;
import java.util.function.BiFunction;

/// What a policy leaves of a prompt, to be read again under the eyes of an observer.
///
/// @param run how it was pruned
/// @param kept rows that stay, ascending
/// @param positions which position ids they carry
public record PrunedReading(PrunedRun run, int[] kept, PositionRule positions) {

  private static final PrefillObserver UNSEEN =
      new PrefillObserver() {
        @Override
        public boolean wants(int layer) {
          return false;
        }

        @Override
        public void layer(LayerView view) {}
      };

  /// What the policy leaves; the prompt is read no further than its scores need.
  public static PrunedReading of(Engine engine, PreparedPrompt prompt, PruningPolicy policy) {
    PruningTrace trace = Pruner.score(engine, prompt, policy);
    int[] kept =
        trace.tokens().stream().filter(TokenTrace::kept).mapToInt(TokenTrace::position).toArray();
    int first =
        switch (policy.execution()) {
          case IN_FLIGHT -> policy.layers().resolve(engine.info().layers()).to();
          case RERUN -> 0;
        };
    return new PrunedReading(
        new PrunedRun(trace, policy.execution(), first), kept, policy.positions());
  }

  /// Whether something was dropped.
  public boolean drops() {
    return kept.length < run.trace().tokens().size();
  }

  /// Whether each row of the whole prompt stays.
  public boolean[] stays() {
    boolean[] stays = new boolean[run.trace().tokens().size()];
    for (int row : kept) {
      stays[row] = true;
    }
    return stays;
  }

  /// Lets somebody read the prompt as it was pruned.
  ///
  /// @param prompt the whole one
  /// @param observer asked to look at the layers
  /// @param reader gets the prompt to read, and the observer to read it with
  public <T> T read(
      PreparedPrompt prompt,
      PrefillObserver observer,
      BiFunction<PreparedPrompt, PrefillObserver, T> reader) {
    return switch (run.execution()) {
      case IN_FLIGHT -> reader.apply(prompt, dropping(observer));
      case RERUN -> {
        try (PreparedPrompt survivors = prompt.select(kept, positions)) {
          yield reader.apply(survivors, observer);
        }
      }
    };
  }

  /// Runs all layers for an observer.
  public void observe(Engine engine, PreparedPrompt prompt, PrefillObserver observer) {
    read(
        prompt,
        observer,
        (some, eyes) -> {
          engine.observe(some, eyes, engine.info().layers());
          return some.length();
        });
  }

  /// Reads a prompt of the same length as it was pruned, under nobody's eyes.
  ///
  /// @param reserve tokens that are going to be appended
  public Sequence sequence(Engine engine, PreparedPrompt prompt, int reserve) {
    return read(prompt, UNSEEN, (some, eyes) -> engine.prefill(some, eyes, reserve));
  }

  private PrefillObserver dropping(PrefillObserver observer) {
    return new PrefillObserver() {
      @Override
      public boolean wants(int layer) {
        return observer.wants(layer);
      }

      @Override
      public void layer(LayerView layer) {
        observer.layer(layer);
      }

      @Override
      public Optional<Compaction> after(int layer) {
        return drops() && layer == run.firstLayer() - 1
            ? Optional.of(new Compaction(kept, positions))
            : Optional.empty();
      }
    };
  }
}
