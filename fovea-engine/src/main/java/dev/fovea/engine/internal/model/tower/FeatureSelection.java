package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// Which hidden states of a tower are a model's visual features: `vision_feature_layer` and
/// `vision_feature_select_strategy` of the LLaVA models.
///
/// @param states numbers of the hidden states, counted from 0, whose features are joined
/// @param withoutFirst strategy `default`, which drops the first position: the class token of CLIP
public record FeatureSelection(List<Integer> states, boolean withoutFirst) {
  private static final String LAYER = "vision_feature_layer";
  private static final String STRATEGY = "vision_feature_select_strategy";
  private static final String DEFAULT = "default";
  private static final String FULL = "full";

  public FeatureSelection {
    states = List.copyOf(states);
  }

  /// Reads the selection of a model.
  ///
  /// @param layer the hidden state where none is named; -1 is the last one
  /// @param full the strategy where none is named
  public static FeatureSelection from(JsonView json, VisionConfig tower, int layer, boolean full) {
    String strategy = json.string(STRATEGY, full ? FULL : DEFAULT);
    if (!strategy.equals(DEFAULT) && !strategy.equals(FULL)) {
      throw json.wrong(STRATEGY, "default or full");
    }
    List<Integer> layers = json.has(LAYER) ? json.integers(LAYER) : List.of(layer);
    if (layers.isEmpty()) {
      throw json.wrong(LAYER, "at least one hidden state");
    }
    return new FeatureSelection(
        layers.stream().map(number -> state(json, number, tower.layers())).toList(),
        strategy.equals(DEFAULT));
  }

  /// The number of a hidden state that is counted from the end where it is negative.
  public static int state(JsonView json, int number, int layers) {
    int state = number < 0 ? layers + 1 + number : number;
    if (state < 0 || state > layers) {
      throw json.wrong(
          LAYER, String.format(Locale.ROOT, "hidden states from %d to %d", -layers - 1, layers));
    }
    return state;
  }

  /// Makes sure that there is one feature per patch and nothing besides, as where tiles are joined.
  public void requirePatchesOnly(JsonView json, VisionConfig tower) {
    boolean classToken = tower.positions() > tower.side() * tower.side();
    if (classToken != withoutFirst) {
      throw json.wrong(
          STRATEGY,
          classToken
              ? "default (the tower has a class token, which belongs to no place in a tile)"
              : "full (the tower has no class token to drop)");
    }
  }

  /// The last hidden state in use.
  public int deepest() {
    return states.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  /// Features of pictures, `[batch, positions, hidden of the tower * states]`.
  public Tensor features(VisionTower tower, Tensor pixelValues) {
    try (Scope scope = new Scope()) {
      Tensor joined =
          Tensors.concatenate(-1, tower.hiddenStates(pixelValues, states).toArray(Tensor[]::new));
      return scope.moveOut(withoutFirst ? joined.narrow(1, 1, joined.size(1) - 1) : joined);
    }
  }
}
