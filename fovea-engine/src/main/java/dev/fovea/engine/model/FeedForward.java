package dev.fovea.engine.model;

import dev.fovea.engine.internal.Scope;
import org.bytedeco.pytorch.Tensor;

/// A feed-forward network of two layers.
record FeedForward(Linear up, Activation activation, Linear down) {

  Tensor apply(Tensor x) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(down.apply(activation.apply(up.apply(x))));
    }
  }
}
