package dev.fovea.pruning.execute;

import dev.fovea.engine.answer.Answer;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.VisualShare;

/// An answer from a pruned prompt, and what pruning did and cost.
public record PrunedAnswer(
    Answer answer,
    PruningTrace trace,
    CostModel predicted,
    VisualShare visualShare,
    Timings timings,
    Memory memory) {

  /// What the model answered, without the blanks around it that models begin with.
  public String text() {
    return answer.text().strip();
  }

  /// Milliseconds, by stage; `prefill` leaves out the time for scores, `firstToken` is the time
  /// from the prepared prompt's beginning until the first token was chosen, all stages before it
  /// included.
  public record Timings(
      double preprocess,
      double vision,
      double score,
      double prefill,
      double firstToken,
      double decode,
      double total) {}

  /// Bytes of the key/value cache after the prefill, and what the whole prompt would have taken.
  public record Memory(long kvCacheBytes, long unprunedKvCacheBytes) {

    /// Measured counterpart of [CostModel#kvBytesRatio].
    public double kvBytesRatio() {
      return (double) kvCacheBytes / unprunedKvCacheBytes;
    }
  }
}
