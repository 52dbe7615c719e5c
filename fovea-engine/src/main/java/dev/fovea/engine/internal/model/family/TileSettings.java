package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.internal.image.processor.AnyResolutionImageProcessor;
import dev.fovea.engine.internal.image.processor.AnyResolutionSettings;
import dev.fovea.engine.internal.image.processor.Canvases;
import dev.fovea.engine.internal.image.processor.TilePatches;
import dev.fovea.engine.internal.model.tower.VisionConfig;
import dev.fovea.engine.json.JsonView;
import java.util.Locale;
import java.util.OptionalInt;

/// What the files of a LLaVA-NeXT or LLaVA-OneVision folder say about tiles. Some of it stands in
/// two files; transformers fails on the first picture where they contradict each other, this
/// refuses the folder.
///
/// @param vision the tower
/// @param defaults of the image processor
record TileSettings(ModelSettings model, VisionConfig vision, AnyResolutionSettings defaults) {
  private static final String PINPOINTS = "image_grid_pinpoints";
  private static final String STRATEGY = "vision_feature_select_strategy";

  /// The image processor.
  ///
  /// @param mostTiles the visual tokens of more tiles than these are shrunk; empty for no limit
  AnyResolutionImageProcessor processor(OptionalInt mostTiles) {
    JsonView settings = model.preprocessor().orElseGet(this::fitting);
    AnyResolutionImageProcessor processor =
        defaults.read(
            settings,
            new TilePatches(vision.imageSize(), vision.side(), vision.patchSize()),
            mostTiles);
    if (!Canvases.from(model.config(), defaults.canvases()).equals(processor.canvases())) {
      throw model
          .config()
          .wrong(PINPOINTS, "the same sizes as in the settings of the image processor");
    }
    return processor;
  }

  /// For a model of which there is nothing but the shape: pictures in the size of the tower.
  private JsonView fitting() {
    long size = vision.imageSize();
    JsonView fitting =
        JsonView.empty("preprocessor_config.json").with("size", size).with("crop_size", size);
    return model
        .config()
        .value(PINPOINTS)
        .map(pinpoints -> fitting.with(PINPOINTS, pinpoints))
        .orElse(fitting);
  }

  /// Makes sure that a number of `processor_config.json`, if it is there, agrees with the tower.
  void requireSame(String key, int expected) {
    JsonView processor = model.processor();
    if (processor.integer(key, expected) != expected) {
      throw processor.wrong(key, String.format(Locale.ROOT, "%d as config.json has it", expected));
    }
  }

  /// Makes sure that a text of `processor_config.json`, if it is there, agrees with the model.
  void requireSame(String key, String expected) {
    JsonView processor = model.processor();
    if (!processor.string(key, expected).equals(expected)) {
      throw processor.wrong(
          key, String.format(Locale.ROOT, "\"%s\" as config.json has it", expected));
    }
  }

  /// Tokens that the processor counts for one picture and then takes off again: the class token.
  int uncounted() {
    return model.processor().string(STRATEGY, "full").equals("default") ? 1 : 0;
  }
}
