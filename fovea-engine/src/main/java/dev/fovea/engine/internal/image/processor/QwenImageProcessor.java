package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.PixelValues;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.resize.Resampling;
import dev.fovea.engine.image.resize.Resize;
import dev.fovea.engine.image.resize.SmartResize;
import dev.fovea.engine.image.resize.TargetSize;
import dev.fovea.engine.internal.image.processor.PixelScaling.Normalization;
import dev.fovea.engine.json.JsonView;
import java.util.Locale;
import java.util.Optional;

/// The image processor of Qwen2-VL, Qwen2.5-VL and Qwen3-VL: a picture keeps its proportions, its
/// size follows its own within bounds, and it is cut into patches that the tower takes one by one.
/// Its values are those of `Qwen2VLImageProcessor` of transformers 5.18.
///
/// @param resize how large a picture becomes; empty where pictures keep their size
/// @param resampling the filter to resize with
/// @param scaling the arithmetic from samples to values
/// @param patchSize pixels along each side of a patch
/// @param mergeSize patches along each side of a visual token
/// @param frames how often a patch is repeated, for the tower reads pictures as short films
public record QwenImageProcessor(
    Optional<SmartResize> resize,
    Resampling resampling,
    PixelScaling scaling,
    int patchSize,
    int mergeSize,
    int frames) {
  private static final int LEAST = 56 * 56;
  private static final int MOST = 28 * 28 * 1280;
  private static final int CHANNELS = 3;

  /// A processor with the settings of a `preprocessor_config.json`, or of the object
  /// `image_processor` in a `processor_config.json`.
  ///
  /// @throws FoveaException where a setting is wrong or asks for what is not supported
  public static QwenImageProcessor from(JsonView config) {
    ProcessorSettings settings =
        new ProcessorSettings(config, "Qwen2VLImageProcessor", "Qwen2_5_VLImageProcessor");
    int patchSize = positive(config, "patch_size", 14);
    int mergeSize = positive(config, "merge_size", 2);
    int unit = Math.multiplyExact(patchSize, mergeSize);
    return new QwenImageProcessor(
        settings.does("do_resize", true) ? Optional.of(resize(config, unit)) : Optional.empty(),
        settings.resampling(Resampling.BICUBIC),
        settings.scaling(Normalization.CLIP),
        patchSize,
        mergeSize,
        positive(config, "temporal_patch_size", 2));
  }

  /// The settings of the class, for a tower that takes such patches.
  public static QwenImageProcessor fitting(int patchSize, int mergeSize, int frames) {
    return new QwenImageProcessor(
        Optional.of(new SmartResize(patchSize * mergeSize, LEAST, MOST)),
        Resampling.BICUBIC,
        new PixelScaling(Optional.of(1 / 255.0), Optional.of(Normalization.CLIP)),
        patchSize,
        mergeSize,
        frames);
  }

  /// `min_pixels` and `max_pixels` win over `size`, which replaces the defaults as a whole.
  private static SmartResize resize(JsonView config, int unit) {
    return new SmartResize(
        unit,
        bound(config, "min_pixels", "shortest_edge", LEAST),
        bound(config, "max_pixels", "longest_edge", MOST));
  }

  private static int bound(JsonView config, String key, String edge, int otherwise) {
    if (!config.has(key) && config.has("size")) {
      JsonView size = config.object("size");
      return positive(size, edge, size.integer(edge));
    }
    return positive(config, key, otherwise);
  }

  private static int positive(JsonView config, String key, int otherwise) {
    int value = config.integer(key, otherwise);
    if (value < 1) {
      throw config.wrong(key, "1 or more");
    }
    return value;
  }

  /// What the tower and the prompt get of a picture: `[patches, channels * frames * patch * patch]`
  /// in the order of [PatchOrder], a grid of visual tokens, and as many placeholders as tokens.
  public ImageInput input(RgbImage image, String placeholder) {
    TargetSize.Exact size =
        resize.map(rule -> rule.of(image.height(), image.width())).orElseGet(() -> ownSize(image));
    RgbImage resized = Resize.resize(image, size.width(), size.height(), resampling);
    int unit = patchSize * mergeSize;
    Grid tokens = new Grid(size.height() / unit, size.width() / unit);
    PatchOrder order = PatchOrder.of(tokens, mergeSize);
    return new ImageInput(
        patches(scaling.apply(resized), order),
        new long[] {order.size(), (long) CHANNELS * frames * patchSize * patchSize},
        image.width(),
        image.height(),
        tokens,
        placeholder.repeat(tokens.cells()),
        ImageArea.WHOLE.cells(tokens));
  }

  private TargetSize.Exact ownSize(RgbImage image) {
    int unit = patchSize * mergeSize;
    if (image.height() % unit != 0 || image.width() % unit != 0) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "a picture of %d x %d: expected multiples of %d, for the image processor does not resize",
              image.width(),
              image.height(),
              unit));
    }
    return new TargetSize.Exact(image.height(), image.width());
  }

  private float[] patches(PixelValues pixels, PatchOrder order) {
    float[] values = new float[Math.multiplyExact(pixels.data().length, frames)];
    int plane = pixels.height() * pixels.width();
    int to = 0;
    for (int patch = 0; patch < order.size(); patch++) {
      int corner =
          order.rows()[patch] * patchSize * pixels.width() + order.columns()[patch] * patchSize;
      for (int channel = 0; channel < CHANNELS; channel++) {
        for (int frame = 0; frame < frames; frame++) {
          int from = channel * plane + corner;
          for (int row = 0; row < patchSize; row++) {
            System.arraycopy(pixels.data(), from + row * pixels.width(), values, to, patchSize);
            to += patchSize;
          }
        }
      }
    }
    return values;
  }
}
