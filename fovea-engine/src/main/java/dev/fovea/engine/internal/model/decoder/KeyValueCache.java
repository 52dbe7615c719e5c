package dev.fovea.engine.internal.model.decoder;

import dev.fovea.engine.internal.model.rope.Rotations;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rotated keys and values of every layer, `[batch, key heads, length, d]`, with room to grow.
public final class KeyValueCache implements AutoCloseable {
  private final int reserve;
  private final @Nullable Tensor[] keys;
  private final @Nullable Tensor[] values;
  private final int[] lengths;

  /// @param layers number of decoder layers
  /// @param reserve positions to make room for beyond the first that are appended
  public KeyValueCache(int layers, int reserve) {
    this.reserve = reserve;
    keys = new Tensor[layers];
    values = new Tensor[layers];
    lengths = new int[layers];
  }

  /// Positions that a layer holds.
  public int length(int layer) {
    return lengths[layer];
  }

  /// Bytes of the positions held, unused room left out.
  public long bytes() {
    long bytes = 0;
    for (int layer = 0; layer < keys.length; layer++) {
      Tensor stored = keys[layer];
      if (stored != null) {
        bytes += 2 * stored.nbytes() / stored.size(2) * lengths[layer];
      }
    }
    return bytes;
  }

  void append(int layer, Tensor key, Tensor value) {
    try (Scope scope = new Scope()) {
      int added = Math.toIntExact(key.size(2));
      int length = lengths[layer];
      keys[layer] = withRoom(scope, keys[layer], key, length, length + added);
      values[layer] = withRoom(scope, values[layer], value, length, length + added);
      lengths[layer] = length + added;
      keys(layer).narrow(2, length, added).copy_(key);
      values(layer).narrow(2, length, added).copy_(value);
    }
  }

  private Tensor withRoom(
      Scope scope, @Nullable Tensor stored, Tensor added, int length, int needed) {
    if (stored != null && needed <= stored.size(2)) {
      return stored;
    }
    int capacity = stored == null ? needed + reserve : Math.max(needed, length + length / 2);
    Tensor larger =
        scope.release(
            Tensors.empty(
                added.scalar_type(),
                added.device(),
                added.size(0),
                added.size(1),
                capacity,
                added.size(3)));
    if (stored != null) {
      larger.narrow(2, 0, length).copy_(stored.narrow(2, 0, length));
      stored.close();
    }
    return larger;
  }

  /// Keys of a layer, a view.
  Tensor keys(int layer) {
    return held(keys[layer], layer);
  }

  /// Values of a layer, a view.
  Tensor values(int layer) {
    return held(values[layer], layer);
  }

  private Tensor held(@Nullable Tensor stored, int layer) {
    if (stored == null) {
      throw new IllegalStateException("layer " + layer + " holds nothing yet");
    }
    return stored.narrow(2, 0, lengths[layer]);
  }

  /// Keeps some rows of the first layers, in the order given.
  ///
  /// @param layers how many layers, from the first
  /// @param rows which positions stay
  /// @param moved further rotations of the kept keys
  public void select(int layers, int[] rows, Optional<Rotations> moved) {
    for (int layer = 0; layer < layers; layer++) {
      try (Scope scope = new Scope()) {
        Tensor index = Tensors.indices(rows, keys(layer).device());
        Tensor kept = keys(layer).index_select(2, index);
        Tensor keptValues = values(layer).index_select(2, index);
        clear(layer);
        append(layer, moved.isPresent() ? moved.get().of(layer).apply(kept) : kept, keptValues);
      }
    }
  }

  /// Forgets what comes after so many positions.
  public void shorten(int length) {
    for (int layer = 0; layer < lengths.length; layer++) {
      lengths[layer] = Math.min(lengths[layer], length);
    }
  }

  private void clear(int layer) {
    Tensor key = keys[layer];
    Tensor value = values[layer];
    if (key != null && value != null) {
      key.close();
      value.close();
    }
    keys[layer] = null;
    values[layer] = null;
    lengths[layer] = 0;
  }

  @Override
  public void close() {
    for (int layer = 0; layer < keys.length; layer++) {
      clear(layer);
    }
  }
}
