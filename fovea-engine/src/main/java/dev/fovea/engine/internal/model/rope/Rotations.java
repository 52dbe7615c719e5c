package dev.fovea.engine.internal.model.rope;

import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import java.util.List;

/// How every decoder layer rotates the same rows; most families rotate alike in all layers.
public record Rotations(List<Rotation> layers) {

  public Rotations {
    layers = List.copyOf(layers);
  }

  /// The rotation of a layer.
  public Rotation of(int layer) {
    return layers.get(layer);
  }
}
