package dev.fovea.engine.internal.generate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Which candidates stay when a token is drawn. At least the likeliest does.
final class Cuts {
  /// Candidates that top-h looks at, as in transformers.
  private static final int TOP_H_CANDIDATES = 100;

  private Cuts() {}

  static LogitsProcessor temperature(double temperature) {
    return (history, logits) -> {
      int likeliest = Sampler.likeliest(logits);
      boolean overflows = !Float.isFinite((float) (logits[likeliest] / temperature));
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) (logits[i] / temperature);
        drop(logits, i, overflows);
      }
      if (overflows) {
        logits[likeliest] = 0; // so near 0 that nothing else can come
      }
    };
  }

  static LogitsProcessor topK(int k) {
    return (history, logits) -> {
      float[] sorted = logits.clone();
      Arrays.sort(sorted);
      float last = sorted[Math.max(0, sorted.length - k)];
      for (int i = 0; i < logits.length; i++) {
        drop(logits, i, logits[i] < last);
      }
    };
  }

  static LogitsProcessor topP(double p) {
    return (history, logits) -> {
      double[] probabilities = probabilities(logits);
      double likelier = 0;
      for (int i : descending(logits)) {
        drop(logits, i, likelier >= p);
        likelier += probabilities[i];
      }
    };
  }

  static LogitsProcessor minP(double p) {
    return (history, logits) -> {
      double[] probabilities = probabilities(logits);
      double least = p * Arrays.stream(probabilities).max().orElse(0);
      for (int i = 0; i < logits.length; i++) {
        drop(logits, i, probabilities[i] < least);
      }
    };
  }

  static LogitsProcessor typical(double mass) {
    return (history, logits) -> {
      double[] probabilities = probabilities(logits);
      double entropy = entropy(probabilities);
      double[] distances =
          Arrays.stream(probabilities).map(p -> Math.abs(-Math.log(p) - entropy)).toArray();
      int[] nearest =
          IntStream.range(0, logits.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> distances[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      int last = 0;
      double held = probabilities[nearest[0]];
      while (held < mass && last < nearest.length - 1) {
        held += probabilities[nearest[++last]];
      }
      for (int i = 0; i < logits.length; i++) {
        drop(logits, i, i != nearest[0] && distances[i] > distances[nearest[last]]);
      }
    };
  }

  static LogitsProcessor epsilon(double epsilon) {
    return (history, logits) -> keepAtLeast(logits, probabilities(logits), epsilon);
  }

  static LogitsProcessor eta(double epsilon) {
    return (history, logits) -> {
      double[] probabilities = probabilities(logits);
      double flat = Math.sqrt(epsilon) * Math.exp(-entropy(probabilities));
      keepAtLeast(logits, probabilities, Math.min(epsilon, flat));
    };
  }

  private static void keepAtLeast(float[] logits, double[] probabilities, double least) {
    float highest = logits[Sampler.likeliest(logits)];
    for (int i = 0; i < logits.length; i++) {
      drop(logits, i, probabilities[i] < least && logits[i] < highest);
    }
  }

  static LogitsProcessor topH(double share) {
    return (history, logits) -> {
      int[] order = descending(logits);
      int candidates = Math.min(TOP_H_CANDIDATES, order.length);
      float[] top = new float[candidates];
      for (int rank = 0; rank < candidates; rank++) {
        top[rank] = logits[order[rank]];
      }
      double[] probabilities = probabilities(top);
      double limit = share * entropy(probabilities);
      double held = 0;
      for (int rank = 0; rank < order.length; rank++) {
        held += rank < candidates ? surprise(probabilities[rank]) : 0;
        drop(logits, order[rank], rank > 0 && (rank >= candidates || held > limit));
      }
    };
  }

  private static void drop(float[] logits, int i, boolean dropped) {
    if (dropped) {
      logits[i] = Float.NEGATIVE_INFINITY;
    }
  }

  /// Indices from the likeliest on.
  private static int[] descending(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -logits[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// The softmax, in float64.
  static double[] probabilities(float[] logits) {
    float highest = logits[Sampler.likeliest(logits)];
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp((double) logits[i] - highest);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  private static double entropy(double[] probabilities) {
    return Arrays.stream(probabilities).map(Cuts::surprise).sum();
  }

  private static double surprise(double probability) {
    return probability > 0 ? -probability * Math.log(probability) : 0;
  }
}
