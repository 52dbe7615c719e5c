package dev.fovea.engine.internal.model.tensors;

import java.util.List;

/// A tensor of a model by its name in the model's folder.
///
/// @param shape sizes, outermost first; empty for a scalar
public record TensorShape(String name, List<Long> shape) {

  public TensorShape {
    shape = List.copyOf(shape);
  }

  /// Number of elements; 1 for a scalar.
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
