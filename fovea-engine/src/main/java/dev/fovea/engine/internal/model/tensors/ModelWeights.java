package dev.fovea.engine.internal.model.tensors;

import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Libtorch;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.progress.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The tensors of a model by name, in the dtype and on the device that it computes with. Published
/// folders name the same tensor in several ways, so a part of the model is looked up under all
/// prefixes that are in use.
public final class ModelWeights implements AutoCloseable {
  private static final String MODEL = "the model";

  private final TensorSource source;
  private final ScalarType dtype;
  private final Device device;
  private final List<String> prefixes;
  private final List<Tensor> loaded;
  private final Gate gate;

  private ModelWeights(
      Gate gate,
      TensorSource source,
      ScalarType dtype,
      Device device,
      List<String> prefixes,
      List<Tensor> loaded) {
    this.gate = gate;
    this.source = source;
    this.dtype = dtype;
    this.device = device;
    this.prefixes = prefixes;
    this.loaded = loaded;
  }

  private static ModelWeights all(Gate gate, TensorSource source, ScalarType dtype, Device device) {
    return new ModelWeights(gate, source, dtype, device, List.of(""), new ArrayList<>());
  }

  /// The weights of a model folder.
  ///
  /// @param files closed together with this
  /// @param gate through which they are used, and which closes with them
  /// @param progress is told of every tensor that comes into memory
  public static ModelWeights of(
      Weights files, ScalarType dtype, Device device, Gate gate, ProgressListener progress) {
    LoadingProgress loading = new LoadingProgress(files.totalBytes(), progress);
    return all(gate, new MappedTensors(files, loading), dtype, device);
  }

  /// The weights of a model folder, used with as many threads as the caller has set.
  ///
  /// @param files closed together with this
  public static ModelWeights of(Weights files, ScalarType dtype, Device device) {
    return of(files, dtype, device, Gate.ofItsOwn(MODEL), ProgressListener.SILENT);
  }

  /// Random weights of whatever shape is asked for, for measurements.
  public static ModelWeights random(long seed, ScalarType dtype, Device device) {
    return all(Gate.ofItsOwn(MODEL), new RandomTensors(seed), dtype, device);
  }

  /// Tensors that the caller owns, and may change between two runs of the model.
  ///
  /// @param tensors by name, all of this dtype and on this device
  public static ModelWeights given(Map<String, Tensor> tensors, ScalarType dtype, Device device) {
    return all(Gate.ofItsOwn(MODEL), new GivenTensors(tensors), dtype, device);
  }

  /// No weights at all: a model that is built on them cannot compute, but the source then knows
  /// what it is made of.
  public static ModelWeights without(TensorSource asked) {
    return all(Gate.ofItsOwn(MODEL), asked, ScalarType.BFloat16, Libtorch.device("cpu"));
  }

  /// The same tensors, with names that are looked up under each of the prefixes in turn.
  public ModelWeights under(String... alternatives) {
    return new ModelWeights(gate, source, dtype, device, List.of(alternatives), loaded);
  }

  /// The same tensors, one level further down.
  public ModelWeights child(String name) {
    return new ModelWeights(gate, source, dtype, device, names(name), loaded);
  }

  /// Dtype that the model computes in.
  public ScalarType dtype() {
    return dtype;
  }

  /// Device that the model lives on.
  public Device device() {
    return device;
  }

  /// The way to them: whoever computes with them goes through it.
  public Gate gate() {
    return gate;
  }

  /// Bytes that the loaded tensors hold, mapped or not.
  public long bytes() {
    return gate.step(() -> loaded.stream().mapToLong(Tensor::nbytes).sum());
  }

  /// Whether the tensor is stored, so that it is not merely another name of one that is.
  public boolean has(String name) {
    return source.has(names(name));
  }

  /// Whether an adapter changes the tensor.
  public boolean changes(String name) {
    return source.changes(names(name));
  }

  /// A tensor of exactly this shape whose values are stored as those of another.
  public Tensor tied(String name, ModelWeights others, String other, long... shape) {
    Tensor tensor = source.tied(names(name), others.names(other), shape, dtype, device);
    loaded.add(tensor);
    return tensor;
  }

  /// Makes sure, when the model is built, that all of an adapter has found its place.
  public void requireUsed() {
    source.requireUsed();
  }

  /// A tensor of exactly this shape.
  public Tensor get(String name, long... shape) {
    Tensor tensor = source.tensor(names(name), shape, dtype, device);
    loaded.add(tensor);
    return tensor;
  }

  /// Keeps a tensor that was computed from loaded ones, and closes it with them.
  public Tensor keep(Tensor computed) {
    loaded.add(computed);
    return computed;
  }

  private List<String> names(String name) {
    return prefixes.stream().map(prefix -> prefix + name).toList();
  }

  /// Frees them when nobody computes with them any more; from then on nobody can.
  @Override
  public void close() {
    gate.close(() -> {
      loaded.forEach(Tensor::close);
      loaded.clear();
      source.close();
    });
  }
}
