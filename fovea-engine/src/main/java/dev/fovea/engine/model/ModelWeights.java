package dev.fovea.engine.model;

import dev.fovea.engine.ProgressListener;
import dev.fovea.engine.weights.Weights;
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
  private final TensorSource source;
  private final ScalarType dtype;
  private final Device device;
  private final List<String> prefixes;
  private final List<Tensor> loaded;

  private ModelWeights(
      TensorSource source,
      ScalarType dtype,
      Device device,
      List<String> prefixes,
      List<Tensor> loaded) {
    this.source = source;
    this.dtype = dtype;
    this.device = device;
    this.prefixes = prefixes;
    this.loaded = loaded;
  }

  /// The weights of a model folder.
  ///
  /// @param files closed together with this
  public static ModelWeights of(Weights files, ScalarType dtype, Device device) {
    return of(files, dtype, device, ProgressListener.SILENT);
  }

  /// The weights of a model folder.
  ///
  /// @param files closed together with this
  /// @param progress is told of every tensor that comes into memory
  public static ModelWeights of(
      Weights files, ScalarType dtype, Device device, ProgressListener progress) {
    return new ModelWeights(
        new MappedTensors(files, new LoadingProgress(files.totalBytes(), progress)),
        dtype,
        device,
        List.of(""),
        new ArrayList<>());
  }

  /// Random weights of whatever shape is asked for, for measurements.
  public static ModelWeights random(long seed, ScalarType dtype, Device device) {
    return new ModelWeights(new RandomTensors(seed), dtype, device, List.of(""), new ArrayList<>());
  }

  /// Tensors that the caller owns, and may change between two runs of the model.
  ///
  /// @param tensors by name, all of this dtype and on this device
  public static ModelWeights given(Map<String, Tensor> tensors, ScalarType dtype, Device device) {
    return new ModelWeights(
        new GivenTensors(tensors), dtype, device, List.of(""), new ArrayList<>());
  }

  /// No weights at all: a model that is built on them cannot compute, but the source then knows
  /// what it is made of.
  static ModelWeights without(TensorSource asked) {
    return new ModelWeights(
        asked, ScalarType.BFloat16, new Device("cpu"), List.of(""), new ArrayList<>());
  }

  /// The same tensors, with names that are looked up under each of the prefixes in turn.
  ModelWeights under(String... alternatives) {
    return new ModelWeights(source, dtype, device, List.of(alternatives), loaded);
  }

  /// The same tensors, one level further down.
  ModelWeights child(String name) {
    return new ModelWeights(source, dtype, device, names(name), loaded);
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

  /// Whether the tensor is stored, so that it is not merely another name of one that is.
  boolean has(String name) {
    return source.has(names(name));
  }

  /// A tensor of exactly this shape.
  Tensor get(String name, long... shape) {
    Tensor tensor = source.tensor(names(name), shape, dtype, device);
    loaded.add(tensor);
    return tensor;
  }

  /// Keeps a tensor that was computed from loaded ones, and closes it with them.
  Tensor keep(Tensor computed) {
    loaded.add(computed);
    return computed;
  }

  private List<String> names(String name) {
    return prefixes.stream().map(prefix -> prefix + name).toList();
  }

  @Override
  public void close() {
    loaded.forEach(Tensor::close);
    loaded.clear();
    source.close();
  }
}
