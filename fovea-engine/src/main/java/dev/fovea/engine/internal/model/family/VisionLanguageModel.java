package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.engine.prompt.PromptLayout;
import java.util.List;

/// A family of models: how pictures become features, where they stand in a prompt, and which
/// decoder reads them.
public interface VisionLanguageModel extends AutoCloseable {

  /// `model_type` of the configuration.
  String family();

  /// The language model.
  TextDecoder text();

  /// The token whose positions receive a visual feature.
  int imageTokenId();

  /// What the chat template writes for a picture.
  String imagePlaceholder();

  /// What the processor makes of the pictures of one prompt, in order; some families look at a
  /// single picture more closely than at several.
  List<ImageInput> inputs(List<RgbImage> images);

  /// Features of the pictures of one prompt, as many as their inputs have visual tokens.
  ///
  /// @param inputs at least one
  default VisualFeatures features(List<ImageInput> inputs) {
    return features(inputs, ProgressListener.SILENT);
  }

  /// Features of the pictures of one prompt.
  ///
  /// @param inputs at least one
  /// @param progress is told of every picture
  VisualFeatures features(List<ImageInput> inputs, ProgressListener progress);

  /// Position ids of a prompt: 0 to n - 1 unless the family places pictures in space.
  default Positions positions(PromptLayout layout, List<ImageInput> inputs) {
    return Positions.sequence(layout.size());
  }

  /// Bytes of the weights.
  long weightBytes();

  @Override
  void close();
}
