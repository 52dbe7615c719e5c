package dev.fovea.engine.observe;

import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.engine.prompt.PromptLayout;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// A prompt that is ready to be read: tokens, positions, and the features that take the place of
/// the visual tokens. Immutable; pruned ones are selected from it and live on their own.
///
/// Any thread may use and close it. Closed, or when the engine that made it is closed, everything
/// that needs its tensors throws [ClosedException].
public final class PreparedPrompt implements AutoCloseable {
  private final Gate gate;
  private final PromptLayout layout;
  private final Positions positions;
  private final Tensor embeddings;
  private final List<Tensor> deep;
  private final Timings timings;
  private boolean closed; // changed and read in steps only
  private final ProgressListener progress;

  /// How long the preparation took, in milliseconds.
  public record Timings(double preprocess, double vision) {}

  /// A prompt that belongs to no engine, and whose reading nobody watches.
  ///
  /// @param embeddings `[1, n, hidden]`, visual features in their places; owned by this
  /// @param deep visual features `[visual rows, hidden]`, of which the i-th is added to what leaves
  ///   layer i; owned by this
  public PreparedPrompt(
      PromptLayout layout,
      Positions positions,
      Tensor embeddings,
      List<Tensor> deep,
      Timings timings) {
    this(
        Gate.ofItsOwn("the prompt"),
        layout,
        positions,
        embeddings,
        deep,
        timings,
        ProgressListener.SILENT);
  }

  /// @param gate of the model that made it
  /// @param embeddings `[1, n, hidden]`, visual features in their places; owned by this
  /// @param deep visual features `[visual rows, hidden]`, of which the i-th is added to what leaves
  ///   layer i; owned by this
  /// @param progress is told how far it is read, whenever it is
  public PreparedPrompt(
      Gate gate,
      PromptLayout layout,
      Positions positions,
      Tensor embeddings,
      List<Tensor> deep,
      Timings timings,
      ProgressListener progress) {
    this.gate = gate;
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

  /// Merged embeddings that enter the first layer, `[1, n, hidden]`; valid until this is closed.
  public Tensor embeddings() {
    return step(() -> embeddings);
  }

  /// Visual features `[visual rows, hidden]` that are added to what leaves the first layers, the
  /// i-th after layer i; valid until this is closed.
  public List<Tensor> deepFeatures() {
    return step(() -> deep);
  }

  /// What a reader needs of a prompt that somebody else may close meanwhile.
  ///
  /// @param embeddings as [PreparedPrompt#embeddings]
  /// @param deep as [PreparedPrompt#deepFeatures]
  public record Inputs(Tensor embeddings, List<Tensor> deep) {}

  /// Handles of its own, for the scope around.
  public Inputs inputs() {
    return step(() -> new Inputs(new Tensor(embeddings), deep.stream().map(Tensor::new).toList()));
  }

  private <T> T step(Supplier<T> work) {
    return gate.step(() -> {
      if (closed) {
        throw new ClosedException("the prompt");
      }
      return work.get();
    });
  }

  /// How long the preparation took.
  public Timings timings() {
    return timings;
  }

  /// Who is told how far this prompt is read.
  public ProgressListener progress() {
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
    PromptLayout kept = layout.select(rows);
    Positions places = rule.apply(positions.select(rows));
    return step(() -> {
      try (Scope scope = new Scope()) {
        Tensor index = Tensors.indices(rows, embeddings.device());
        Tensor visual = Tensors.indices(layout.visualOrdinals(rows), embeddings.device());
        return new PreparedPrompt(
            gate,
            kept,
            places,
            scope.release(embeddings.index_select(1, index)),
            deep.stream().map(features -> scope.release(features.index_select(0, visual))).toList(),
            timings,
            progress);
      }
    });
  }

  /// The same rows with other roles.
  public PreparedPrompt withLayout(PromptLayout other) {
    if (other.size() != length()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected a layout of %d rows, found %d", length(), other.size()));
    }
    return step(() -> {
      try (Scope scope = new Scope()) {
        return new PreparedPrompt(
            gate,
            other,
            positions,
            scope.release(new Tensor(embeddings)),
            deep.stream().map(features -> scope.release(new Tensor(features))).toList(),
            timings,
            progress);
      }
    });
  }

  /// Frees its tensors; whoever reads it just now has handles of its own. Once is enough.
  @Override
  public void close() {
    gate.release(() -> {
      closed = true;
      embeddings.close();
      deep.forEach(Tensor::close);
    });
  }
}
