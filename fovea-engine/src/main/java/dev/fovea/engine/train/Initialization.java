package dev.fovea.engine.train;

import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.model.TensorShape;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/// The numbers that training begins with: ones for the scales of norms, zeros for biases, normal
/// numbers for the rest, the same for the same seed.
///
/// Rows of matrices have the deviation `1 / sqrt(in)`, so that a norm's output keeps its size;
/// embeddings, which are the output projection too, start small, so that logits do.
final class Initialization {
  private static final double EMBEDDING_DEVIATION = 0.05;

  private Initialization() {}

  static void apply(Parameters parameters, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (TensorShape shape : parameters.shapes()) {
      float[] values = values(shape, random.split());
      try (Scope scope = new Scope()) {
        Tensor part = parameters.part(parameters.masters(), shape);
        part.copy_(Tensors.of(values, parameters.device(), values.length).view_as(part));
      }
    }
    parameters.round();
  }

  private static float[] values(TensorShape shape, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    boolean vector = shape.shape().size() == 1;
    boolean scale = vector && shape.name().endsWith(".weight");
    boolean bias = vector && shape.name().endsWith(".bias");
    double deviation = deviation(shape);
    for (int i = 0; i < values.length; i++) {
      if (scale || bias) {
        values[i] = scale ? 1 : 0;
      } else {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    }
    return values;
  }

  private static double deviation(TensorShape shape) {
    if (shape.shape().size() == 1 || shape.name().contains("embed")) {
      return EMBEDDING_DEVIATION;
    }
    long in = shape.elements() / shape.shape().getFirst();
    return 1 / Math.sqrt(in);
  }
}
