package dev.fovea.train.learn;

import dev.fovea.engine.internal.model.tensors.TensorShape;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/// The numbers that training begins with, the same for the same seed: ones for the scales of norms,
/// zeros for biases, normal numbers for the rest.
///
/// Rows of matrices have the deviation `1 / sqrt(in)`, so that what leaves a norm keeps its size.
/// Embeddings of their own start smaller; tied ones go by the name of the output projection and
/// start as other matrices. What feed-forward networks of decoder layers add starts small.
final class Initialization {
  private static final double SMALL = 0.05;

  private Initialization() {}

  /// Draws the numbers of all parameters.
  static void apply(Parameters parameters, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    parameters.shapes().forEach(shape -> draw(parameters, shape, random.split()));
    parameters.round();
  }

  private static boolean isDecoder(TensorShape shape) {
    return shape.name().contains("language_model") && shape.name().contains(".layers.");
  }

  private static void draw(Parameters parameters, TensorShape shape, SplittableRandom random) {
    boolean vector = shape.shape().size() == 1;
    try (Scope scope = new Scope()) {
      Tensor part = parameters.part(parameters.masters(), shape);
      if (vector && shape.name().endsWith(".weight")) {
        part.fill_(Tensors.scalar(1));
      } else if (!shape.name().endsWith(".bias")) {
        double deviation = deviation(shape);
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (deviation * random.nextGaussian());
        }
        part.copy_(Tensors.of(values, parameters.device(), values.length).view_as(part));
      }
    }
  }

  private static double deviation(TensorShape shape) {
    if (shape.shape().size() == 1 || shape.name().contains("embed_tokens")) {
      return SMALL;
    }
    long in = shape.elements() / shape.shape().getFirst();
    boolean adds = isDecoder(shape) && shape.name().endsWith("down_proj.weight");
    return (adds ? SMALL : 1) / Math.sqrt(in);
  }
}
