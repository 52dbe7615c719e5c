package dev.fovea.engine.internal.model.tensors;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.internal.weights.AdapterChange;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The tensors of a model folder as libtorch sees them: straight on the mapped file where dtype and
/// device allow, a converted copy elsewhere.
///
/// @param files closed together with this
/// @param progress counts the bytes
record MappedTensors(Weights files, LoadingProgress progress) implements TensorSource {
  /// Elements that are converted at a time: enough for all threads, little beside a model.
  static final long PIECE = 1 << 22;

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
    Optional<AdapterChange> change =
        files.adapter().flatMap(adapter -> adapter.change(names, shape));
    TensorEntry entry =
        change
            .flatMap(AdapterChange::whole)
            .or(() -> files.find(stored))
            .orElseThrow(() -> missing(stored));
    if (!Arrays.equals(entry.sizes(), shape)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: tensor '%s': config.json makes it %s, found %s",
              entry.file(),
              entry.name(),
              Arrays.toString(shape),
              Arrays.toString(entry.sizes())));
    }
    scalarType(entry);
    return change
        .filter(found -> found.product().isPresent() || found.addend().isPresent())
        .map(found -> ChangedTensor.of(entry, found, dtype, device))
        .orElseGet(() -> load(entry, dtype, device));
  }

  @Override
  public void requireUsed() {
    files.adapter().ifPresent(adapter -> adapter.requireUsed(files));
  }

  private static FoveaException missing(List<String> names) {
    String others =
        names.size() == 1
            ? ""
            : " (or '" + String.join("', '", names.subList(1, names.size())) + "')";
    return new FoveaException(
        String.format(Locale.ROOT, "missing tensor '%s'%s", names.getFirst(), others));
  }

  private Tensor load(TensorEntry entry, ScalarType dtype, Device device) {
    ScalarType stored = scalarType(entry);
    boolean aligned = entry.data().address() % entry.dtype().bytes() == 0;
    try (Scope scope = new Scope()) {
      if (stored == dtype && aligned && device.is_cpu()) {
        Tensor mapped = scope.release(mapped(entry.data(), stored, entry.sizes()));
        progress.add(entry.data().byteSize());
        return mapped;
      }
      return scope.release(copied(entry, stored, dtype, device));
    }
  }

  /// A tensor on the mapped bytes themselves.
  static Tensor mapped(MemorySegment data, ScalarType stored, long... sizes) {
    return torch.from_blob(
        new Address(data.address()), sizes, Tensors.options(stored, new Device("cpu")));
  }

  /// Copies piece by piece and gives the pages of each piece back, so that the file never stands in
  /// memory beside its copy.
  private Tensor copied(TensorEntry entry, ScalarType stored, ScalarType dtype, Device device) {
    Tensor copy = Tensors.empty(dtype, device, entry.sizes());
    Tensor flat = copy.view(-1);
    for (long done = 0; done < entry.elements(); done += PIECE) {
      long count = Math.min(PIECE, entry.elements() - done);
      int bytes = entry.dtype().bytes();
      MemorySegment piece = entry.data().asSlice(done * bytes, count * bytes);
      try (Scope scope = new Scope()) {
        flat.narrow(0, done, count).copy_(mapped(piece, stored, count));
      }
      piece.unload();
      progress.add(count * bytes);
    }
    return copy;
  }

  /// @throws UnsupportedException where weights cannot be computed from what is stored
  static ScalarType scalarType(TensorEntry entry) {
    return scalarType(entry.dtype())
        .orElseThrow(() ->
            new UnsupportedException(
                String.format(
                    Locale.ROOT,
                    "%s: tensor '%s' has dtype %s; Fovea computes with weights stored as F32, BF16, F16 or F64",
                    entry.file(),
                    entry.name(),
                    entry.dtype())));
  }

  /// libtorch's name of a stored dtype that weights can be computed from.
  static Optional<ScalarType> scalarType(DType dtype) {
    return switch (dtype) {
      case F32 -> Optional.of(ScalarType.Float);
      case BF16 -> Optional.of(ScalarType.BFloat16);
      case F16 -> Optional.of(ScalarType.Half);
      case F64 -> Optional.of(ScalarType.Double);
      case I64,
          I32,
          I16,
          I8,
          U8,
          BOOL,
          C64,
          U64,
          U32,
          U16,
          F8_E5M2,
          F8_E4M3,
          F8_E8M0,
          F8_E4M3FNUZ,
          F8_E5M2FNUZ,
          F6_E3M2,
          F6_E2M3,
          F4 ->
          Optional.empty();
    };
  }

  @Override
  public void close() {
    files.close();
  }

  /// A pointer to memory that somebody else owns.
  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
