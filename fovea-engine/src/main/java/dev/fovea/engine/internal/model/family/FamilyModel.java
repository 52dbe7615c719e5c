package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.engine.progress.ProgressListener.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// What families do alike: they own their weights, and look at one picture after the other.
abstract class FamilyModel implements VisionLanguageModel {
  final ModelWeights weights;

  /// What the chat template writes for a picture.
  final String placeholder;

  private final String family;
  private final int imageToken;

  /// @param weights closed together with the model
  /// @param imageToken the token whose positions receive a visual feature
  /// @param placeholder what the chat template writes for a picture
  FamilyModel(ModelSettings settings, ModelWeights weights, int imageToken, String placeholder) {
    this.weights = weights;
    this.placeholder = placeholder;
    this.imageToken = imageToken;
    family = settings.config().string("model_type");
  }

  /// For templates that write the image token itself.
  FamilyModel(ModelSettings settings, ModelWeights weights, int imageToken) {
    this(settings, weights, imageToken, settings.token().apply(imageToken));
  }

  @Override
  public final String family() {
    return family;
  }

  @Override
  public final int imageTokenId() {
    return imageToken;
  }

  @Override
  public final String imagePlaceholder() {
    return placeholder;
  }

  @Override
  public List<ImageInput> inputs(List<RgbImage> images) {
    return images.stream().map(this::input).toList();
  }

  /// What the processor makes of one picture.
  abstract ImageInput input(RgbImage image);

  @Override
  public final VisualFeatures features(List<ImageInput> inputs, ProgressListener progress) {
    Gate gate = weights.gate();
    return gate.call(() -> {
      try (Scope scope = new Scope()) {
        List<VisualFeatures> seen = new ArrayList<>();
        for (ImageInput input : inputs) {
          progress.progress(Stage.LOOKING, seen.size(), inputs.size());
          seen.add(gate.step(() -> features(input)));
        }
        progress.progress(Stage.LOOKING, seen.size(), inputs.size());
        return gate.step(() -> VisualFeatures.joined(seen).moveOut(scope));
      }
    });
  }

  /// Features of one picture.
  abstract VisualFeatures features(ImageInput input);

  /// Model input of one picture, in the working dtype.
  final Tensor pixels(ImageInput input) {
    try (Scope scope = new Scope()) {
      Tensor values = Tensors.of(input.values(), weights.device(), input.shape());
      return scope.moveOut(values.to(weights.dtype()));
    }
  }

  /// Pixels that a network sees at once: the tiles of a large picture all together fill the memory
  /// and are no faster, small ones one by one are slower.
  private static final long TOGETHER = 1 << 17;

  /// What a network makes of tiles, seen a few at a time.
  ///
  /// @param tiles `[tiles, channels, height, width]`
  /// @param some `[n, channels, height, width]` to `[n, ...]`
  static Tensor tileByTile(Tensor tiles, UnaryOperator<Tensor> some) {
    long together = Math.max(1, TOGETHER / (tiles.size(2) * tiles.size(3)));
    try (Scope scope = new Scope()) {
      Tensor[] seen =
          LongStream.iterate(0, first -> first < tiles.size(0), first -> first + together)
              .mapToObj(first -> tiles.narrow(0, first, Math.min(together, tiles.size(0) - first)))
              .map(some)
              .toArray(Tensor[]::new);
      return scope.moveOut(Tensors.concatenate(0, seen));
    }
  }

  @Override
  public final long weightBytes() {
    return weights.bytes();
  }

  @Override
  public final void close() {
    weights.close();
  }
}
