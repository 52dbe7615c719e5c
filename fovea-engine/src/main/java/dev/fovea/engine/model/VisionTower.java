package dev.fovea.engine.model;

import dev.fovea.engine.internal.Scope;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// A vision transformer, up to the hidden states that a model takes its features from.
interface VisionTower {

  /// Hidden state 0, which enters the first layer: `[batch, positions, hidden]`.
  ///
  /// @param pixelValues `[batch, channels, image size, image size]` in the working dtype
  Tensor embed(Tensor pixelValues);

  /// The layers that are loaded; hidden state i leaves layer i - 1.
  List<VisionLayer> layers();

  /// Some of the hidden states, each `[batch, positions, hidden]`; no other is kept while the tower
  /// runs, for those of all layers of a large picture fill the memory.
  ///
  /// @param pixelValues `[batch, channels, image size, image size]` in the working dtype
  /// @param wanted numbers of hidden states, at least one
  default List<Tensor> hiddenStates(Tensor pixelValues, List<Integer> wanted) {
    try (Scope scope = new Scope()) {
      Map<Integer, Tensor> states = new HashMap<>();
      Tensor state = embed(pixelValues);
      int last = Collections.max(wanted);
      for (int i = 0; i < last; i++) {
        Tensor next = layers().get(i).forward(state);
        if (wanted.contains(i)) {
          states.put(i, state);
        } else {
          state.close();
        }
        state = next;
      }
      states.put(last, state);
      states.values().forEach(scope::moveOut);
      return wanted.stream().map(states::get).toList();
    }
  }
}
