package dev.fovea.engine.internal.model.decoder;

import dev.fovea.engine.internal.model.nn.RmsNorm;
import dev.fovea.engine.internal.model.tensors.ModelWeights;

/// What a decoder does otherwise than Llama's, besides its sizes: all of it Gemma's so far.
///
/// @param attentionScale what products of queries and keys are multiplied with
/// @param embeddingScale what token embeddings are multiplied with; visual features are not
/// @param outputNorms whether attention and feed-forward network are normalised at their end too
/// @param normsFromOne whether norms multiply with one plus their weight, in float32
/// @param imagesBothWays whether the rows of an image look at each other both ways
public record DecoderStyle(
    double attentionScale,
    double embeddingScale,
    boolean outputNorms,
    boolean normsFromOne,
    boolean imagesBothWays) {

  /// That of Llama, and of Mistral and Qwen.
  static DecoderStyle llama(int headDimension) {
    return new DecoderStyle(1 / Math.sqrt(headDimension), 1, false, false, false);
  }

  /// A norm of the decoder.
  RmsNorm norm(ModelWeights weights, String name, long size, double epsilon) {
    return normsFromOne
        ? RmsNorm.loadFromOne(weights, name, size, epsilon)
        : RmsNorm.load(weights, name, size, epsilon);
  }
}
