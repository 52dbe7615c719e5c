package dev.fovea.insight.validity;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.insight.validity.ScoreValidity.Setting;
import dev.fovea.pruning.Depth;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PruningPolicy;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// One policy on one band of layers after the other.
public final class LayerBands {
  private LayerBands() {}

  /// Cuts the depth into bands that are as equal as can be.
  ///
  /// @param name of the policy; a band's is `paper 0..4`, as the setting `layers` has it
  /// @param depth layers of the model
  /// @param count bands, at most one a layer
  public static List<Setting> of(String name, PruningPolicy policy, int depth, int count) {
    if (count < 1 || count > depth) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "bands of layers: expected 1 to %d in a model of %d layers, found %d",
              depth,
              depth,
              count));
    }
    return IntStream.range(0, count)
        .mapToObj(band -> {
          LayerRange range =
              new LayerRange.Between(
                  new Depth.Layer(band * depth / count),
                  new Depth.Layer((band + 1) * depth / count));
          return new Setting(
              name + " " + range.text(), name, policy.toBuilder().layers(range).build());
        })
        .toList();
  }
}
