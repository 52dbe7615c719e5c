package dev.fovea.engine.model;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.weights.DType;
import dev.fovea.engine.weights.TensorEntry;
import dev.fovea.engine.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The tensors of a model folder as libtorch sees them: straight on the mapped file where dtype and
/// device allow, a converted copy elsewhere. Published folders name the same tensor in several
/// ways, so a part of the model is looked up under all prefixes that are in use.
public final class ModelWeights implements AutoCloseable {
  private final Weights files;
  private final ScalarType dtype;
  private final Device device;
  private final List<String> prefixes;
  private final List<Tensor> loaded;

  /// @param files closed together with this
  public ModelWeights(Weights files, ScalarType dtype, Device device) {
    this(files, dtype, device, List.of(""), new ArrayList<>());
  }

  private ModelWeights(
      Weights files, ScalarType dtype, Device device, List<String> prefixes, List<Tensor> loaded) {
    this.files = files;
    this.dtype = dtype;
    this.device = device;
    this.prefixes = prefixes;
    this.loaded = loaded;
  }

  /// The same tensors, with names that are looked up under each of the prefixes in turn.
  ModelWeights under(String... alternatives) {
    return new ModelWeights(files, dtype, device, List.of(alternatives), loaded);
  }

  /// The same tensors, one level further down.
  ModelWeights child(String name) {
    return new ModelWeights(
        files, dtype, device, prefixes.stream().map(prefix -> prefix + name).toList(), loaded);
  }

  /// Dtype that the model computes in.
  ScalarType dtype() {
    return dtype;
  }

  /// Device that the model lives on.
  Device device() {
    return device;
  }

  /// Bytes that the loaded tensors hold, mapped or not.
  public long bytes() {
    return loaded.stream().mapToLong(Tensor::nbytes).sum();
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  /// A tensor of exactly this shape.
  Tensor get(String name, long... shape) {
    TensorEntry entry =
        find(name)
            .orElseThrow(() ->
                new FoveaException(
                    "missing tensor '%s%s'%s"
                        .formatted(prefixes.getFirst(), name, otherNames(name))));
    if (!Arrays.equals(entry.sizes(), shape)) {
      throw new FoveaException(
          "%s: tensor '%s': config.json makes it %s, found %s"
              .formatted(
                  entry.file(),
                  entry.name(),
                  Arrays.toString(shape),
                  Arrays.toString(entry.sizes())));
    }
    Tensor tensor = load(entry);
    loaded.add(tensor);
    return tensor;
  }

  private String otherNames(String name) {
    return prefixes.size() == 1
        ? ""
        : " (or '"
            + String.join("', '", prefixes.stream().skip(1).map(prefix -> prefix + name).toList())
            + "')";
  }

  private Optional<TensorEntry> find(String name) {
    return prefixes.stream().flatMap(prefix -> files.find(prefix + name).stream()).findFirst();
  }

  private Tensor load(TensorEntry entry) {
    try (Scope scope = new Scope()) {
      ScalarType stored = scalarType(entry);
      Tensor mapped =
          torch.from_blob(
              new Address(entry.data().address()),
              entry.sizes(),
              Tensors.options(stored, new Device("cpu")));
      boolean aligned = entry.data().address() % entry.dtype().bytes() == 0;
      Tensor placed = mapped.to(device, dtype);
      if (!aligned && placed.data_ptr().address() == entry.data().address()) {
        placed = mapped.clone();
      }
      return scope.release(placed);
    }
  }

  private static ScalarType scalarType(TensorEntry entry) {
    return scalarType(entry.dtype())
        .orElseThrow(() ->
            new FoveaException(
                "%s: tensor '%s' has dtype %s; Fovea computes with weights stored as F32, BF16, F16 or F64"
                    .formatted(entry.file(), entry.name(), entry.dtype())));
  }

  /// libtorch's name of a stored dtype that weights can be computed from.
  static Optional<ScalarType> scalarType(DType dtype) {
    if (dtype == DType.F32) {
      return Optional.of(ScalarType.Float);
    } else if (dtype == DType.BF16) {
      return Optional.of(ScalarType.BFloat16);
    } else if (dtype == DType.F16) {
      return Optional.of(ScalarType.Half);
    } else if (dtype == DType.F64) {
      return Optional.of(ScalarType.Double);
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    loaded.forEach(Tensor::close);
    loaded.clear();
    files.close();
  }

  /// A pointer to memory that somebody else owns.
  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
