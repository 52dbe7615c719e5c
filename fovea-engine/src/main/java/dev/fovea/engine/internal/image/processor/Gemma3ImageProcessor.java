package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.Resize;
import dev.fovea.engine.image.resize.ResizeBackend;
import dev.fovea.engine.image.resize.TargetSize;
import dev.fovea.engine.internal.image.processor.PixelScaling.Normalization;
import dev.fovea.engine.json.JsonView;
import java.util.Optional;

/// The image processor of Gemma 3: a picture is resized to one size, whatever its proportions,
/// rescaled and normalised. Its values are those of `Gemma3ImageProcessor` of transformers 5.18.
///
/// `do_pan_and_scan` is not read: `Gemma3Processor` switches the crops of elongated pictures off
/// unless a call asks for them, whatever the settings say.
///
/// @param resize the size of the result; empty where pictures keep theirs
/// @param resampling the filter to resize with
/// @param scaling the arithmetic from samples to values
public record Gemma3ImageProcessor(
    Optional<TargetSize.Exact> resize, Resampling resampling, PixelScaling scaling) {

  /// A processor with the settings of a `preprocessor_config.json`, or of the object
  /// `image_processor` in a `processor_config.json`; what they leave out is as in the class of
  /// transformers (224 x 224, bilinear, means and deviations of a half).
  ///
  /// @throws dev.fovea.engine.error.FoveaException where a setting is wrong
  public static Gemma3ImageProcessor from(JsonView config) {
    ProcessorSettings settings = new ProcessorSettings(config, "Gemma3ImageProcessor");
    return new Gemma3ImageProcessor(
        settings.does("do_resize", true)
            ? Optional.of(settings.exact("size", new TargetSize.Exact(224, 224)))
            : Optional.empty(),
        settings.resampling(Resampling.BILINEAR),
        settings.scaling(Normalization.HALF));
  }

  /// The settings of the class, for a tower that takes pictures of `size` x `size`.
  public static Gemma3ImageProcessor square(int size) {
    return new Gemma3ImageProcessor(
        Optional.of(new TargetSize.Exact(size, size)),
        Resampling.BILINEAR,
        new PixelScaling(Optional.of(1 / 255.0), Optional.of(Normalization.HALF)));
  }

  /// The pixel values of one picture: 3 channels.
  public PixelValues process(RgbImage image) {
    return scaling.apply(
        resize
            .map(size ->
                Resize.resize(
                    image, size.width(), size.height(), resampling, ResizeBackend.TORCHVISION))
            .orElse(image));
  }
}
