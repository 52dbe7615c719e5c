package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.CenterCrop;
import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.Resize;
import dev.fovea.engine.image.resize.ResizeBackend;
import dev.fovea.engine.image.resize.TargetSize;
import dev.fovea.engine.internal.image.processor.PixelScaling.Normalization;
import dev.fovea.engine.json.JsonView;
import java.util.Optional;

/// The image processor of CLIP, SigLIP and LLaVA: resize, cut out the centre, rescale and
/// normalise. Its values are those of `CLIPImageProcessor` and `SiglipImageProcessor` of
/// transformers 5.18.
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
  private static final String SIGLIP = "SiglipImageProcessor";

  /// A processor with the settings of a `preprocessor_config.json`, or of the object
  /// `image_processor` in a `processor_config.json`; what they leave out is as in the class of
  /// transformers that they name (CLIP: shortest edge 224, crop 224 x 224, bicubic, CLIP's means
  /// and deviations; SigLIP: 224 x 224, no crop, bicubic, one half). Pictures are red, green, blue
  /// here already, so `do_convert_rgb` changes nothing.
  ///
  /// @throws FoveaException where a setting is wrong or asks for what is not supported
  public static ClipImageProcessor from(JsonView config) {
    ProcessorSettings settings =
        new ProcessorSettings(config, "CLIPImageProcessor", "LlavaImageProcessor", SIGLIP);
    boolean siglip = settings.areFor(SIGLIP);
    if (settings.does("do_pad", false)) {
      throw config.unsupported("do_pad", "false (padding to a square is not supported)");
    }
    TargetSize.Exact square = new TargetSize.Exact(224, 224);
    TargetSize size = siglip ? square : new TargetSize.ShortestEdge(224);
    return new ClipImageProcessor(
        settings.does("do_resize", true)
            ? Optional.of(settings.size(size, false))
            : Optional.empty(),
        settings.resampling(Resampling.BICUBIC),
        ResizeBackend.TORCHVISION,
        settings.does("do_center_crop", !siglip)
            ? Optional.of(settings.exact("crop_size", square))
            : Optional.empty(),
        settings.scaling(siglip ? Normalization.HALF : Normalization.CLIP));
  }

  /// CLIP's own settings, for a tower that takes pictures of `size` x `size`.
  public static ClipImageProcessor square(int size) {
    return new ClipImageProcessor(
        Optional.of(new TargetSize.ShortestEdge(size)),
        Resampling.BICUBIC,
        ResizeBackend.TORCHVISION,
        Optional.of(new TargetSize.Exact(size, size)),
        new PixelScaling(Optional.of(1 / 255.0), Optional.of(Normalization.CLIP)));
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
    double left = crop.map(cut -> (resized.width() - cut.width()) / 2).orElse(0);
    double top = crop.map(cut -> (resized.height() - cut.height()) / 2).orElse(0);
    return new ImageArea(
        left / resized.width(),
        top / resized.height(),
        (left + width) / resized.width(),
        (top + height) / resized.height());
  }

  /// Resizes with the filter of this processor.
  RgbImage resize(RgbImage image, TargetSize.Exact size) {
    return Resize.resize(image, size.width(), size.height(), resampling, backend);
  }
}
