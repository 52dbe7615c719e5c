package dev.fovea.engine.model;

import dev.fovea.engine.internal.Scope;
import org.bytedeco.pytorch.Tensor;

/// A feed-forward network of which one half decides how much of the other half passes.
record GatedFeedForward(Linear gate, Linear up, Activation activation, Linear down) {

  Tensor apply(Tensor x) {
    try (Scope scope = new Scope()) {
      Tensor gated = activation.apply(gate.apply(x)).mul(up.apply(x));
      return scope.moveOut(down.apply(gated));
    }
  }
}
