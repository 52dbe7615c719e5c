package dev.fovea.engine.internal.model.tensors;

import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.internal.weights.AdapterChange;
import dev.fovea.engine.internal.weights.AdapterChange.Product;
import dev.fovea.engine.safetensors.TensorEntry;
import java.lang.foreign.MemorySegment;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A stored tensor with what an adapter adds to it: `W + scale * B A`, of DoRA each row brought to
/// the magnitude that it keeps. Computed in float32 and rounded once, some rows at a time, so that
/// little stands in memory beside the result.
final class ChangedTensor {
  private final TensorEntry entry;
  private final AdapterChange change;
  private final Device cpu = new Device("cpu");

  private ChangedTensor(TensorEntry entry, AdapterChange change) {
    this.entry = entry;
    this.change = change;
  }

  /// @param entry the tensor as it is, in the shape of the model
  static Tensor of(TensorEntry entry, AdapterChange change, ScalarType dtype, Device device) {
    try (Scope scope = new Scope()) {
      return scope.release(new ChangedTensor(entry, change).computed(dtype, device));
    }
  }

  private Tensor computed(ScalarType dtype, Device device) {
    Tensor result = Tensors.empty(dtype, device, entry.sizes());
    Tensor rows = result.view(entry.sizes()[0], -1);
    Rows rule = change.product().map(this::weight).orElseGet(this::bias);
    forEachPiece((first, count) -> rows.narrow(0, first, count).copy_(rule.of(first, count)));
    return result;
  }

  /// Some rows in float32, `[count, numbers of a row]`.
  private interface Rows {
    Tensor of(long first, long count);
  }

  private interface Piece {
    void at(long first, long count);
  }

  private Rows bias() {
    Tensor addend = wide(change.addend().orElseThrow()).view(-1, 1);
    Scalar scale = Tensors.scalar(change.scale());
    return (first, count) -> stored(first, count).add_(addend.narrow(0, first, count), scale);
  }

  private Rows weight(Product product) {
    Tensor a = wide(product.a()).flatten(1, -1);
    Tensor b = wide(product.b()).flatten(1, -1);
    Scalar scale = Tensors.scalar(change.scale());
    Rows delta =
        product.embeddings()
            ? (first, count) -> a.narrow(1, first, count).t().mm(b.t())
            : (first, count) -> b.narrow(0, first, count).mm(a);
    Rows sum = (first, count) -> stored(first, count).add_(delta.of(first, count), scale);
    if (product.magnitude().isEmpty()) {
      return sum;
    }
    Tensor magnitude = wide(product.magnitude().get());
    return product.embeddings()
        ? columnsOf(magnitude.view(1, -1), sum)
        : rowsOf(magnitude.view(-1, 1), sum);
  }

  private static Rows rowsOf(Tensor lengths, Rows sum) {
    return (first, count) -> {
      Tensor rows = sum.of(first, count);
      return rows.mul_(lengths.narrow(0, first, count).div(squares(rows, 1).sqrt()));
    };
  }

  /// A column runs through all pieces, so its length has to be known before the first.
  private Rows columnsOf(Tensor lengths, Rows sum) {
    Tensor squares = Tensors.empty(ScalarType.Float, cpu, 1, lengths.size(1)).zero_();
    forEachPiece((first, count) -> squares.add_(squares(sum.of(first, count), 0)));
    Tensor factors = lengths.div(squares.sqrt());
    return (first, count) -> sum.of(first, count).mul_(factors);
  }

  private static Tensor squares(Tensor rows, long axis) {
    return rows.mul(rows).sum(new long[] {axis}, true, new ScalarTypeOptional());
  }

  private Tensor stored(long first, long count) {
    return wide(bytes(first, count), entry, count, width());
  }

  private MemorySegment bytes(long first, long count) {
    long row = width() * entry.dtype().bytes();
    return entry.data().asSlice(first * row, count * row);
  }

  private long width() {
    return entry.elements() / entry.sizes()[0];
  }

  /// Gives the pages of each piece back, as whoever copies a tensor does.
  private void forEachPiece(Piece piece) {
    long all = entry.sizes()[0];
    long some = Math.max(1, MappedTensors.PIECE / Math.max(1, width()));
    for (long first = 0; first < all; first += some) {
      long count = Math.min(some, all - first);
      try (Scope scope = new Scope()) {
        piece.at(first, count);
      }
      bytes(first, count).unload();
    }
  }

  private Tensor wide(TensorEntry part) {
    return wide(part.data(), part, part.sizes());
  }

  /// A copy, because files may hold numbers at odd addresses.
  private Tensor wide(MemorySegment data, TensorEntry of, long... sizes) {
    return Tensors.empty(ScalarType.Float, cpu, sizes)
        .copy_(MappedTensors.mapped(data, MappedTensors.scalarType(of), sizes));
  }
}
