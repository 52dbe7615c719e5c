package dev.fovea.engine.internal.model.tensors;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.internal.weights.AdapterChange;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.safetensors.TensorEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Compares what a model asks for with the headers of its files, and hands out nothing that could
/// be computed with.
public final class CheckedTensors implements TensorSource {
  private final Weights files;
  private final List<String> missing = new ArrayList<>();
  private final List<String> misshapen = new ArrayList<>();
  private Optional<TensorEntry> unreadable = Optional.empty();

  /// @param files stay open; their owner closes them
  public CheckedTensors(Weights files) {
    this.files = files;
  }

  @Override
  public boolean has(List<String> names) {
    return files.find(names).isPresent()
        || files.adapter().filter(adapter -> adapter.replaces(names)).isPresent();
  }

  @Override
  public Tensor tensor(List<String> names, long[] shape, ScalarType dtype, Device device) {
    return tied(names, names, shape, dtype, device);
  }

  @Override
  public boolean changes(List<String> names) {
    return files.adapter().filter(adapter -> adapter.changes(names)).isPresent();
  }

  @Override
  public Tensor tied(
      List<String> names, List<String> stored, long[] shape, ScalarType dtype, Device device) {
    Optional<TensorEntry> found =
        files
            .adapter()
            .flatMap(adapter -> adapter.change(names, shape))
            .flatMap(AdapterChange::whole)
            .or(() -> files.find(stored));
    if (found.isEmpty()) {
      missing.add(stored.getFirst());
    } else if (!Arrays.equals(found.get().sizes(), shape)) {
      misshapen.add(
          String.format(
              Locale.ROOT,
              "'%s' is %s where config.json makes it %s",
              found.get().name(),
              Arrays.toString(found.get().sizes()),
              Arrays.toString(shape)));
    } else if (MappedTensors.scalarType(found.get().dtype()).isEmpty() && unreadable.isEmpty()) {
      unreadable = found;
    }
    return RecordedTensors.nothing(shape, dtype, device);
  }

  /// @throws FoveaException if a tensor was missing, of another shape, or of a dtype that is not
  ///   supported
  public void requireComplete(Path folder) {
    if (unreadable.isPresent()) {
      throw new UnsupportedException(
          String.format(
              Locale.ROOT,
              "%s: tensor '%s' has dtype %s; expected F32, BF16, F16 or F64",
              unreadable.get().file(),
              unreadable.get().name(),
              unreadable.get().dtype()));
    }
    if (!missing.isEmpty()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: %d tensors are missing, '%s' first",
              folder,
              missing.size(),
              missing.getFirst()));
    }
    if (!misshapen.isEmpty()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: %d tensors have another shape: %s",
              folder,
              misshapen.size(),
              misshapen.getFirst()));
    }
  }

  @Override
  public void requireUsed() {
    files.adapter().ifPresent(adapter -> adapter.requireUsed(files));
  }

  @Override
  public void close() {}
}
