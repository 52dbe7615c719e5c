package dev.fovea.engine.internal.generate;

import dev.fovea.engine.answer.Sampling;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Chooses the next token from its logits, when all that changes them is done.
@FunctionalInterface
interface Sampler {

  /// @param logits one per vocabulary row; negative infinity for tokens that must not come
  int next(float[] logits);

  /// Greedy at temperature 0, else drawn from the softmax of the logits.
  static Sampler of(Sampling sampling) {
    if (sampling.greedy()) {
      return Sampler::likeliest;
    }
    SplittableRandom random = new SplittableRandom(sampling.seed());
    return logits -> draw(logits, random.nextDouble());
  }

  /// The first of the largest logits, where NaN is larger than all numbers: as torch has it.
  static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best] || (Float.isNaN(logits[i]) && !Float.isNaN(logits[best]))) {
        best = i;
      }
    }
    return best;
  }

  /// The token at which the cumulative probability, likeliest first, passes `uniform`.
  private static int draw(float[] logits, double uniform) {
    double[] probabilities = Cuts.probabilities(logits);
    int[] candidates =
        IntStream.range(0, logits.length)
            .filter(i -> probabilities[i] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double passed = 0;
    for (int candidate : candidates) {
      passed += probabilities[candidate];
      if (uniform < passed) {
        return candidate;
      }
    }
    return candidates.length == 0 ? likeliest(logits) : candidates[candidates.length - 1];
  }
}
