package dev.fovea.engine.observe;

import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.internal.attention.ReceivedAttention;
import dev.fovea.engine.internal.attention.RowAttention;
import dev.fovea.engine.internal.model.decoder.DecoderLayer.AttentionState;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.prompt.PromptLayout;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// One layer of a running prefill: its tensors, and the attention statistics that can be had from
/// them exactly and in memory linear in the length. Batch size is 1. When the observer has
/// returned, all that needs tensors throws [ClosedException].
public final class LayerView {
  private final Gate gate;
  private final int index;
  private final PromptLayout layout;
  private final Positions positions;
  private final Tensor input;
  private final AttentionState attention;
  private final Tensor hidden;
  private boolean over; // changed and read in steps only

  public LayerView(
      Gate gate,
      int index,
      PromptLayout layout,
      Positions positions,
      Tensor input,
      AttentionState attention,
      Tensor hidden) {
    this.gate = gate;
    this.index = index;
    this.layout = layout;
    this.positions = positions;
    this.input = input;
    this.attention = attention;
    this.hidden = hidden;
  }

  /// Layer index, from 0.
  public int index() {
    return index;
  }

  /// What each row is.
  public PromptLayout layout() {
    return layout;
  }

  /// Position ids of the rows.
  public Positions positions() {
    return positions;
  }

  /// Number of rows.
  public int length() {
    return layout.size();
  }

  /// Hidden states that enter the layer, `[1, n, hidden]`.
  public Tensor input() {
    return step(() -> input);
  }

  /// Rotated queries and keys, values, attention output and row log-sum-exp.
  public AttentionState attention() {
    return step(() -> attention);
  }

  /// Hidden states that leave the layer, `[1, n, hidden]`, residual included, before the final
  /// norm.
  public Tensor hidden() {
    return step(() -> hidden);
  }

  /// Takes a step with the layer's tensors and frees what it makes.
  private <T> T compute(Supplier<T> work) {
    return gate.call(() ->
        step(() -> {
          try (Scope scope = new Scope()) {
            return work.get();
          }
        }));
  }

  private <T> T step(Supplier<T> work) {
    return gate.step(() -> {
      if (over) {
        throw new ClosedException("the view of layer " + index);
      }
      return work.get();
    });
  }

  /// Ends its time: its tensors are going to be freed.
  public void end() {
    gate.release(() -> over = true);
  }

  /// Attention that each row receives from all rows that see it: `[heads][n]`.
  public float[][] receivedFromAll() {
    return compute(() ->
        Tensors.toRows(
            ReceivedAttention.fromAll(
                attention.queries(),
                attention.keys(),
                attention.logSumExp(),
                attention.scale(),
                attention.mask())));
  }

  /// Attention that each row receives from some rows: `[heads][n]`.
  ///
  /// @param queries row indices, ascending
  public float[][] receivedFrom(int[] queries) {
    return compute(() ->
        Tensors.toRows(
            ReceivedAttention.fromRows(
                attention.queries(),
                attention.keys(),
                attention.logSumExp(),
                attention.scale(),
                attention.mask(),
                queries)));
  }

  /// How many of the given rows see each row.
  public int[] visibleFrom(int[] queries) {
    return ReceivedAttention.visibleQueries(queries, length(), attention.mask());
  }

  /// Shannon entropy of each row's attention, in nats: `[heads][n]`. Of queries and keys as they
  /// stand, whatever their dtype, off by about 1e-6 of the size of the row's logits.
  public float[][] entropies() {
    return compute(() ->
        Tensors.toRows(
            RowAttention.entropies(
                attention.queries(), attention.keys(), attention.scale(), attention.mask())));
  }

  /// How each row's attention divides among groups of rows: `[groups][heads][n]`. Of one row and
  /// head the shares sum to 1.
  ///
  /// @param labels the group of each row, from 0
  /// @param groups number of groups
  public float[][][] shares(int[] labels, int groups) {
    return compute(() -> {
      Tensor shares =
          RowAttention.shares(
              attention.queries(),
              attention.keys(),
              attention.scale(),
              attention.mask(),
              labels,
              groups);
      float[][][] result = new float[groups][][];
      for (int group = 0; group < groups; group++) {
        result[group] = Tensors.toRows(shares.select(2, group));
      }
      return result;
    });
  }

  /// Scaled products of one row's queries with every key, before softmax and mask: `[heads][n]`.
  public float[][] logits(int query) {
    return compute(() ->
        Tensors.toRows(
            ReceivedAttention.logits(
                    attention.queries(), attention.keys(), attention.scale(), new int[] {query})
                .squeeze(1)));
  }

  /// Attention weights of some rows on all rows: `[rows][heads][n]`. For a few rows: it grows with
  /// rows times n.
  ///
  /// @param queries row indices, ascending
  public float[][][] weights(int[] queries) {
    return compute(() -> {
      Tensor weights =
          ReceivedAttention.weights(
              attention.queries(),
              attention.keys(),
              attention.logSumExp(),
              attention.scale(),
              attention.mask(),
              queries);
      float[][][] result = new float[queries.length][][];
      for (int row = 0; row < queries.length; row++) {
        result[row] = Tensors.toRows(weights.select(1, row));
      }
      return result;
    });
  }
}
