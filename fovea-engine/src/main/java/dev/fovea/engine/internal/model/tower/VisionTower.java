package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.tensor.Scope;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// A vision transformer, up to the hidden states that a model takes its features from.
public interface VisionTower {

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
      List<Tensor> states = statesFrom(embed(pixelValues), wanted);
      states.stream().distinct().forEach(scope::moveOut);
      return states;
    }
  }

  /// Some of the hidden states, made in the open scope.
  ///
  /// @param embedded hidden state 0; closed, unless it is wanted
  /// @param wanted numbers of hidden states, at least one
  default List<Tensor> statesFrom(Tensor embedded, List<Integer> wanted) {
    Map<Integer, Tensor> states = new HashMap<>();
    Tensor state = embedded;
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
    return wanted.stream().map(states::get).toList();
  }
}
