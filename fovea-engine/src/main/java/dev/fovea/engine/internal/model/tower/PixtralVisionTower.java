package dev.fovea.engine.internal.model.tower;

import dev.fovea.engine.internal.model.nn.RmsNorm;
import dev.fovea.engine.internal.model.rope.RopeConfig;
import dev.fovea.engine.internal.model.rope.RopeScaling;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The vision transformer of Pixtral (arXiv 2410.07073), for pictures of any height and width:
/// patches have no learned positions, their queries and keys turn with row and column. Hidden state
/// 0 is what enters the first layer, after `ln_pre`; no norm follows the last layer.
public final class PixtralVisionTower {
  /// Of all norms; no configuration can change it.
  static final double NORM_EPSILON = 1e-5;

  private final PixtralVisionConfig config;
  private final PatchEmbedding patchEmbedding;
  private final RmsNorm inputNorm;
  private final List<PixtralVisionLayer> layers;

  /// @param layers how many layers to load: those after the feature layer never run
  public PixtralVisionTower(PixtralVisionConfig config, int layers, ModelWeights weights) {
    this.config = config;
    patchEmbedding =
        PatchEmbedding.load(
            weights, "patch_conv", config.hidden(), config.channels(), config.patchSize(), false);
    inputNorm = RmsNorm.load(weights, "ln_pre", config.hidden(), NORM_EPSILON);
    this.layers =
        IntStream.range(0, layers)
            .mapToObj(
                i -> new PixtralVisionLayer(config, weights.child("transformer.layers." + i + ".")))
            .toList();
  }

  /// What leaves the last loaded layer, `[1, patches, hidden]`, the patches row by row.
  ///
  /// @param pixelValues one picture, `[1, channels, height, width]`, in the working dtype
  public Tensor lastState(Tensor pixelValues) {
    try (Scope scope = new Scope()) {
      Tensor state = inputNorm.apply(patchEmbedding.apply(pixelValues));
      Rotation rotation =
          rotation(
              pixelValues.size(2) / config.patchSize(),
              pixelValues.size(3) / config.patchSize(),
              state);
      for (PixtralVisionLayer layer : layers) {
        Tensor next = layer.forward(state, rotation);
        state.close();
        state = next;
      }
      return scope.moveOut(state);
    }
  }

  /// Every other frequency turns with the row, from the first on, the rest with the column.
  private Rotation rotation(long rows, long columns, Tensor like) {
    RopeConfig rope =
        new RopeConfig(
            config.headDimension(), config.theta(), 1, new RopeScaling.Default(), List.of(), false);
    float[] frequencies = new RotaryEmbedding(rope).inverseFrequencies(1);
    try (Scope scope = new Scope()) {
      Tensor pairs = Tensors.of(frequencies, like.device(), frequencies.length / 2, 2);
      Tensor down = places(rows, like).view(-1, 1).mul(pairs.select(1, 0));
      Tensor across = places(columns, like).view(-1, 1).mul(pairs.select(1, 1));
      long quarter = frequencies.length / 2;
      Tensor angles =
          Tensors.concatenate(
                  2,
                  down.unsqueeze(1).expand(rows, columns, quarter),
                  across.unsqueeze(0).expand(rows, columns, quarter))
              .flatten(0, 1);
      Tensor both = Tensors.concatenate(-1, angles, angles);
      ScalarType dtype = Tensors.dtype(like);
      return new Rotation(scope.moveOut(both.cos().to(dtype)), scope.moveOut(both.sin().to(dtype)));
    }
  }

  private static Tensor places(long count, Tensor like) {
    try (Scope scope = new Scope()) {
      int[] places = IntStream.range(0, Math.toIntExact(count)).toArray();
      return scope.moveOut(Tensors.indices(places, like.device()).to(ScalarType.Float));
    }
  }
}
