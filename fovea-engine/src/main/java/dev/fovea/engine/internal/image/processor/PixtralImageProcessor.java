package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.Resize;
import dev.fovea.engine.image.resize.TargetSize.Exact;
import dev.fovea.engine.internal.image.processor.PixelScaling.Normalization;
import dev.fovea.engine.json.JsonView;
import java.util.Locale;
import java.util.Optional;

/// The image processor of Pixtral and Mistral 3: a picture keeps its proportions, is shrunk where
/// it exceeds the bounds, and is stretched to whole visual tokens. Its values are those of
/// `PixtralImageProcessor` of transformers 5.18.
///
/// @param bounds the largest height and width; empty where pictures keep their size
/// @param resampling the filter to resize with
/// @param scaling the arithmetic from samples to values
/// @param unit height and width of a visual token, in pixels
public record PixtralImageProcessor(
    Optional<Exact> bounds, Resampling resampling, PixelScaling scaling, int unit) {
  private static final String SIZE = "size";
  private static final String LONGEST_EDGE = "longest_edge";

  /// A processor with the settings of a `preprocessor_config.json`, or of the object
  /// `image_processor` in a `processor_config.json`; what they leave out is as in the class of
  /// transformers (longest edge 1024, bicubic, CLIP's means and deviations). Their `patch_size`
  /// changes nothing there either, for the processor around this one says what a token covers.
  /// Pictures are seen one by one, so `do_pad` changes nothing.
  ///
  /// @throws FoveaException where a setting is wrong or asks for what is not supported
  public static PixtralImageProcessor from(JsonView config, int unit) {
    ProcessorSettings settings = new ProcessorSettings(config, "PixtralImageProcessor");
    if (settings.does("do_center_crop", false)) {
      throw config.unsupported("do_center_crop", "false (cropping is not supported)");
    }
    return new PixtralImageProcessor(
        settings.does("do_resize", true) ? Optional.of(bounds(settings)) : Optional.empty(),
        settings.resampling(Resampling.BICUBIC),
        settings.scaling(Normalization.CLIP),
        unit);
  }

  private static Exact bounds(ProcessorSettings settings) {
    if (settings.hasForm(SIZE, LONGEST_EDGE)) {
      int longest = settings.longestEdge(SIZE, 1024);
      return new Exact(longest, longest);
    }
    return settings.exact(SIZE, new Exact(1024, 1024));
  }

  /// The settings of the class, for a tower with its own longest edge.
  public static PixtralImageProcessor fitting(int longestEdge, int unit) {
    return new PixtralImageProcessor(
        Optional.of(new Exact(longestEdge, longestEdge)),
        Resampling.BICUBIC,
        new PixelScaling(Optional.of(1 / 255.0), Optional.of(Normalization.CLIP)),
        unit);
  }

  /// The pixel values of one picture: 3 channels, at least one visual token.
  ///
  /// @throws FoveaException where the picture is so thin that nothing of it is left
  public PixelValues process(RgbImage image) {
    Exact size = bounds.map(most -> resized(image, most)).orElseGet(() -> own(image));
    return scaling.apply(Resize.resize(image, size.width(), size.height(), resampling));
  }

  /// Rows and columns of visual tokens; where the picture was not resized, what is left over at the
  /// right and at the bottom belongs to none.
  public Grid tokens(PixelValues pixels) {
    return new Grid(pixels.height() / unit, pixels.width() / unit);
  }

  private Exact resized(RgbImage image, Exact most) {
    int height = image.height();
    int width = image.width();
    double ratio = Math.max((double) height / most.height(), (double) width / most.width());
    if (ratio > 1) {
      height = (int) Math.floor(height / ratio);
      width = (int) Math.floor(width / ratio);
    }
    if (height < 1 || width < 1) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "a picture of %d x %d is too thin: scaled down to %d x %d it has no pixels left",
              image.width(),
              image.height(),
              width,
              height));
    }
    return new Exact(whole(height), whole(width));
  }

  private int whole(int length) {
    return Math.multiplyExact(Math.ceilDiv(length, unit), unit);
  }

  private Exact own(RgbImage image) {
    if (image.width() < unit || image.height() < unit) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "a picture of %d x %d: expected at least %d x %d, for the image processor does not resize",
              image.width(),
              image.height(),
              unit,
              unit));
    }
    return new Exact(image.height(), image.width());
  }
}
