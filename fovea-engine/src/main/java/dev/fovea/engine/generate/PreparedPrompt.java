package dev.fovea.engine.generate;

import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.text.PromptLayout;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// A prompt that is ready to be read: tokens, positions, and the features that take the place of
/// the visual tokens. Immutable; pruned ones are selected from it and live on their own.
public final class PreparedPrompt implements AutoCloseable {
  private final PromptLayout layout;
  private final long[] positions;
  private final Tensor embeddings;
  private final Timings timings;

  /// How long the preparation took, in milliseconds.
  public record Timings(double preprocess, double vision) {}

  /// @param embeddings `[1, n, hidden]`, visual features in their places; owned by this
  public PreparedPrompt(PromptLayout layout, long[] positions, Tensor embeddings, Timings timings) {
    this.layout = layout;
    this.positions = positions.clone();
    this.embeddings = embeddings;
    this.timings = timings;
  }

  /// What each row is.
  public PromptLayout layout() {
    return layout;
  }

  /// Position id of each row.
  public long[] positions() {
    return positions.clone();
  }

  /// Merged embeddings that enter the first layer, `[1, n, hidden]`.
  public Tensor embeddings() {
    return embeddings;
  }

  /// How long the preparation took.
  public Timings timings() {
    return timings;
  }

  /// Number of rows.
  public int length() {
    return layout.size();
  }

  /// The prompt of some rows.
  ///
  /// @param rows rows that stay, ascending
  public PreparedPrompt select(int[] rows, PositionRule rule) {
    try (Scope scope = new Scope()) {
      Tensor index = Tensors.indices(rows, embeddings.device());
      return new PreparedPrompt(
          layout.select(rows),
          positionsAfter(rows, positions, rule),
          scope.release(embeddings.index_select(1, index)),
          timings);
    }
  }

  /// The same rows with other roles.
  public PreparedPrompt withLayout(PromptLayout other) {
    if (other.size() != length()) {
      throw new IllegalArgumentException(
          "expected a layout of %d rows, found %d".formatted(length(), other.size()));
    }
    try (Scope scope = new Scope()) {
      return new PreparedPrompt(other, positions, scope.release(new Tensor(embeddings)), timings);
    }
  }

  static long[] positionsAfter(int[] rows, long[] positions, PositionRule rule) {
    return switch (rule) {
      case KEEP -> Arrays.stream(rows).mapToLong(row -> positions[row]).toArray();
      case RENUMBER -> LongStream.range(0, rows.length).toArray();
    };
  }

  @Override
  public void close() {
    embeddings.close();
  }
}
