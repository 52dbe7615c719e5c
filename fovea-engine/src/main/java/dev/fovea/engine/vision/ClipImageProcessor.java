package dev.fovea.engine.vision;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.vision.PixelScaling.Normalization;
import dev.fovea.engine.weights.JsonView;
import java.util.List;
import java.util.Optional;

/// The image processor of CLIP and LLaVA: resize, cut out the centre, rescale and normalise. Its
/// values are those of `CLIPImageProcessor` of transformers 5.18.
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

  /// The means and deviations that CLIP was trained with.
  static final Normalization OPENAI =
      new Normalization(
          List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));

  /// A processor with the settings of a `preprocessor_config.json`, or of the object
  /// `image_processor` in a `processor_config.json`; what they leave out is as in the class of
  /// transformers (shortest edge 224, crop 224 x 224, bicubic, CLIP's means and deviations).
  /// Pictures are red, green, blue here already, so `do_convert_rgb` changes nothing.
  ///
  /// @throws FoveaException where a setting is wrong or asks for what is not supported
  public static ClipImageProcessor from(JsonView config) {
    return ClipConfiguration.read(config);
  }

  /// CLIP's own settings, for a tower that takes pictures of `size` x `size`.
  public static ClipImageProcessor square(int size) {
    return new ClipImageProcessor(
        Optional.of(new TargetSize.ShortestEdge(size)),
        Resampling.BICUBIC,
        ResizeBackend.TORCHVISION,
        Optional.of(new TargetSize.Exact(size, size)),
        new PixelScaling(Optional.of(1 / 255.0), Optional.of(OPENAI)));
  }

  /// The pixel values of one picture: 3 channels; as high and wide as the crop, where there is one.
  public PixelValues process(RgbImage image) {
    RgbImage resized = resize.map(size -> resize(image, size.of(image))).orElse(image);
    return scaling.apply(
        crop.map(size -> CenterCrop.crop(resized, size.width(), size.height())).orElse(resized));
  }

  /// The part of the picture that lies under the first pixels of what comes out of [#process], from
  /// the left and from the top.
  public ImageArea seenArea(RgbImage image, int width, int height) {
    TargetSize.Exact resized =
        resize
            .map(size -> size.of(image))
            .orElse(new TargetSize.Exact(image.height(), image.width()));
    double left = crop.map(cut -> CenterCrop.offset(resized.width(), cut.width())).orElse(0);
    double top = crop.map(cut -> CenterCrop.offset(resized.height(), cut.height())).orElse(0);
    return new ImageArea(
        left / resized.width(),
        top / resized.height(),
        (left + width) / resized.width(),
        (top + height) / resized.height());
  }

  private RgbImage resize(RgbImage image, TargetSize.Exact size) {
    return Resize.resize(image, size.width(), size.height(), resampling, backend);
  }
}
