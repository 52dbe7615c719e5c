package dev.fovea.pruning.execute;

import dev.fovea.engine.observe.Sequence;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.VisualShare;

/// A prompt that was read with pruning and can be continued; owns the sequence.
///
/// @param scoreMillis time for scores and selection
/// @param prefillMillis time for the rest of the prefill
public record PrunedSequence(
    Sequence sequence,
    PruningTrace trace,
    CostModel predicted,
    VisualShare visualShare,
    double scoreMillis,
    double prefillMillis)
    implements AutoCloseable {

  @Override
  public void close() {
    sequence.close();
  }
}
