package dev.fovea.engine.vision;

import dev.fovea.engine.vision.PixelScaling.Normalization;
import java.util.List;
import java.util.Optional;

/// The image processor of CLIP and LLaVA: resize, cut out the centre, normalise. Same values as
/// `CLIPImageProcessor` of transformers 5.18.
///
/// @param resize the size before cropping; empty where pictures keep theirs
/// @param resampling the filter to resize with
/// @param backend whose resizing to repeat
/// @param crop the size of the result; empty where nothing is cut off
/// @param scaling the arithmetic from samples to values
public record ClipImageProcessor(
    Optional<TargetSize> resize,
    Resampling resampling,
    ResizeBackend backend,
    Optional<TargetSize.Exact> crop,
    PixelScaling scaling) {

  /// What the class of transformers does where a configuration says nothing.
  public static final ClipImageProcessor DEFAULT =
      new ClipImageProcessor(
          Optional.of(new TargetSize.ShortestEdge(224)),
          Resampling.BICUBIC,
          ResizeBackend.TORCHVISION,
          Optional.of(new TargetSize.Exact(224, 224)),
          new PixelScaling(
              Optional.of(1 / 255.0),
              Optional.of(
                  new Normalization(
                      List.of(0.48145466, 0.4578275, 0.40821073),
                      List.of(0.26862954, 0.26130258, 0.27577711)))));

  /// The pixel values of one picture: 3 channels; as high and wide as the crop, where there is one.
  public PixelValues process(RgbImage image) {
    RgbImage resized = resize.map(size -> resize(image, size.of(image))).orElse(image);
    return scaling.apply(
        crop.map(size -> CenterCrop.crop(resized, size.width(), size.height())).orElse(resized));
  }

  private RgbImage resize(RgbImage image, TargetSize.Exact size) {
    return Resize.resize(image, size.width(), size.height(), resampling, backend);
  }
}
