package dev.fovea.engine.generate;

import dev.fovea.engine.ProgressListener;
import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.model.Positions;
import dev.fovea.engine.text.PromptLayout;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// A prompt that is ready to be read: tokens, positions, and the features that take the place of
/// the visual tokens. Immutable; pruned ones are selected from it and live on their own.
public final class PreparedPrompt implements AutoCloseable {
  private final PromptLayout layout;
  private final Positions positions;
  private final Tensor embeddings;
  private final List<Tensor> deep;
  private final Timings timings;
  private final ProgressListener progress;

  /// How long the preparation took, in milliseconds.
  public record Timings(double preprocess, double vision) {}

  /// A prompt whose reading nobody watches.
  ///
  /// @param embeddings as below
  /// @param deep as below
  public PreparedPrompt(
      PromptLayout layout,
      Positions positions,
      Tensor embeddings,
      List<Tensor> deep,
      Timings timings) {
    this(layout, positions, embeddings, deep, timings, ProgressListener.SILENT);
  }

  /// @param embeddings `[1, n, hidden]`, visual features in their places; owned by this
  /// @param deep visual features `[visual rows, hidden]`, of which the i-th is added to what leaves
  ///   layer i; owned by this
  /// @param progress is told how far it is read, whenever it is
  public PreparedPrompt(
      PromptLayout layout,
      Positions positions,
      Tensor embeddings,
      List<Tensor> deep,
      Timings timings,
      ProgressListener progress) {
    this.layout = layout;
    this.positions = positions;
    this.embeddings = embeddings;
    this.deep = List.copyOf(deep);
    this.timings = timings;
    this.progress = progress;
  }

  /// What each row is.
  public PromptLayout layout() {
    return layout;
  }

  /// Position ids of the rows.
  public Positions positions() {
    return positions;
  }

  /// Merged embeddings that enter the first layer, `[1, n, hidden]`.
  public Tensor embeddings() {
    return embeddings;
  }

  /// Visual features `[visual rows, hidden]` that are added to what leaves the first layers, the
  /// i-th after layer i.
  public List<Tensor> deepFeatures() {
    return deep;
  }

  /// How long the preparation took.
  public Timings timings() {
    return timings;
  }

  /// Who is told how far this prompt is read.
  ProgressListener progress() {
    return progress;
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
      Tensor visual = Tensors.indices(layout.visualOrdinals(rows), embeddings.device());
      return new PreparedPrompt(
          layout.select(rows),
          rule.apply(positions.select(rows)),
          scope.release(embeddings.index_select(1, index)),
          deep.stream().map(features -> scope.release(features.index_select(0, visual))).toList(),
          timings,
          progress);
    }
  }

  /// The same rows with other roles.
  public PreparedPrompt withLayout(PromptLayout other) {
    if (other.size() != length()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected a layout of %d rows, found %d", length(), other.size()));
    }
    try (Scope scope = new Scope()) {
      return new PreparedPrompt(
          other,
          positions,
          scope.release(new Tensor(embeddings)),
          deep.stream().map(features -> scope.release(new Tensor(features))).toList(),
          timings,
          progress);
    }
  }

  @Override
  public void close() {
    embeddings.close();
    deep.forEach(Tensor::close);
  }
}
