package dev.fovea.train.learn;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fovea.engine.file.Sha256;
import dev.fovea.engine.internal.model.tensors.TensorShape;
import dev.fovea.engine.internal.tensor.Scope;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The weights of a model in training: masters in float32, which the optimizer changes, and copies
/// in the working dtype, which the network computes with.
///
/// All lie one behind the other in a few flat tensors, so that copying, adding and measuring
/// gradients are single operations.
final class Parameters implements AutoCloseable {
  private final Device device;
  private final ScalarType dtype;
  private final List<TensorShape> shapes;
  private final Map<String, Long> starts = new LinkedHashMap<>();
  private final Tensor masters;
  private final Tensor working;

  Parameters(List<TensorShape> shapes, ScalarType dtype, Device device) {
    this.shapes = List.copyOf(shapes);
    this.dtype = dtype;
    this.device = device;
    long size = 0;
    for (TensorShape shape : shapes) {
      starts.put(shape.name(), size);
      size += shape.elements();
    }
    try (Scope scope = new Scope()) {
      masters = scope.release(torch.zeros(size).to(device, ScalarType.Float));
      working = scope.release(torch.zeros(size).to(device, dtype));
    }
  }

  List<TensorShape> shapes() {
    return shapes;
  }

  /// The same for parameters of the same names and shapes in the same order, and for no others:
  /// SHA-256 in hexadecimal digits.
  String layout() {
    MessageDigest digest = Sha256.digest();
    for (TensorShape shape : shapes) {
      digest.update(
          String.format(Locale.ROOT, "%s %s\n", shape.name(), shape.shape()).getBytes(UTF_8));
    }
    return Sha256.hex(digest);
  }

  ScalarType dtype() {
    return dtype;
  }

  Device device() {
    return device;
  }

  /// All masters, `[elements]`, float32.
  Tensor masters() {
    return masters;
  }

  private long start(TensorShape shape) {
    return Objects.requireNonNull(starts.get(shape.name()), shape.name());
  }

  /// A parameter's part of a flat tensor, in the parameter's shape.
  Tensor part(Tensor flat, TensorShape shape) {
    try (Scope scope = new Scope()) {
      long[] sizes = shape.shape().stream().mapToLong(Long::longValue).toArray();
      return scope.moveOut(flat.narrow(0, start(shape), shape.elements()).view(sizes));
    }
  }

  /// Rounds the masters to the copies that the network computes with.
  void round() {
    working.copy_(masters);
  }

  /// Leaves for one graph of gradients at a time: they share the working copies' memory, and their
  /// gradients add up in a flat tensor of their own.
  Leaves leaves() {
    return new Leaves();
  }

  final class Leaves implements AutoCloseable {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Tensor gradients;
    private final List<Tensor> parts = new ArrayList<>();

    private Leaves() {
      try (Scope scope = new Scope()) {
        gradients = scope.release(torch.zeros_like(working));
        for (TensorShape shape : shapes) {
          Tensor leaf = scope.release(part(working, shape).detach());
          leaf.requires_grad_(true);
          Tensor gradient = scope.release(part(gradients, shape));
          leaf.mutable_grad().put(gradient);
          parts.add(gradient);
          tensors.put(shape.name(), leaf);
        }
      }
    }

    /// By name, in the working dtype.
    Map<String, Tensor> tensors() {
      return tensors;
    }

    /// All gradients, `[elements]`, in the working dtype.
    Tensor gradients() {
      return gradients;
    }

    private Tensor leaf(TensorShape shape) {
      return Objects.requireNonNull(tensors.get(shape.name()), shape.name());
    }

    /// Has gradients computed for some parameters only.
    void freeze(Predicate<TensorShape> frozen) {
      for (TensorShape shape : shapes) {
        leaf(shape).requires_grad_(!frozen.test(shape));
      }
    }

    @Override
    public void close() {
      tensors.values().forEach(Tensor::close);
      parts.forEach(Tensor::close);
      gradients.close();
    }
  }

  @Override
  public void close() {
    masters.close();
    working.close();
  }

  static Tensor flatZeros(Tensor like) {
    try (Scope scope = new Scope()) {
      return scope.release(torch.zeros_like(like));
    }
  }
}
