package dev.fovea.engine.generate;

import dev.fovea.engine.GenerationOptions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Chooses the next token from its logits.
@FunctionalInterface
interface Sampler {

  /// @param logits one per vocabulary row; may be overwritten
  int next(float[] logits);

  /// Greedy at temperature 0, else sampling in the order of transformers: temperature, top-k,
  /// top-p.
  static Sampler of(GenerationOptions options) {
    if (options.temperature() == 0) {
      return Sampler::likeliest;
    }
    SplittableRandom random = new SplittableRandom(options.seed());
    return logits -> sample(logits, options, random.nextDouble());
  }

  /// The first of the largest logits.
  static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  /// The token at which the cumulative probability, likeliest first, passes `uniform`.
  static int sample(float[] logits, GenerationOptions options, double uniform) {
    int[] order =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int candidates = options.topK() > 0 ? Math.min(options.topK(), order.length) : order.length;
    double[] weights = new double[candidates];
    for (int i = 0; i < candidates; i++) {
      weights[i] = Math.exp((logits[order[i]] - logits[order[0]]) / options.temperature());
    }
    double total = Arrays.stream(weights).sum();
    double kept = 0;
    int nucleus = 0;
    while (nucleus < candidates && (nucleus == 0 || kept < options.topP() * total)) {
      kept += weights[nucleus++];
    }
    double passed = 0;
    for (int i = 0; i < nucleus; i++) {
      passed += weights[i];
      if (uniform * kept < passed) {
        return order[i];
      }
    }
    return order[nucleus - 1];
  }
}
