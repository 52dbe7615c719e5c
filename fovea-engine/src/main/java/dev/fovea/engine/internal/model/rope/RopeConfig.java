package dev.fovea.engine.internal.model.rope;

import dev.fovea.engine.error.FoveaException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// How a decoder layer rotates queries and keys.
///
/// @param dimension features of a head that are rotated, even
/// @param theta base of the wavelengths
/// @param maxPositions `max_position_embeddings`
/// @param sections how many frequencies turn with time, height and width, and with them again where
///   there are more numbers; empty where all turn with one position (M-RoPE, arXiv 2409.12191)
/// @param interleaved whether height and width take every third frequency instead of a block of
///   their own (Qwen3-VL)
public record RopeConfig(
    int dimension,
    double theta,
    int maxPositions,
    RopeScaling scaling,
    List<Integer> sections,
    boolean interleaved) {
  private static final int AXES = 3;

  public RopeConfig {
    sections = List.copyOf(sections);
    int frequencies = sections.stream().mapToInt(Integer::intValue).sum();
    boolean fits = interleaved ? sections.size() >= AXES : frequencies == dimension / 2;
    if (!sections.isEmpty() && !(fits && Collections.min(sections) >= 0)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: mrope_section %s: expected %s",
              sections,
              interleaved
                  ? "3 numbers"
                  : String.format(
                      Locale.ROOT,
                      "numbers that add up to %d, half the rotary features",
                      dimension / 2)));
    }
    if (scaling instanceof RopeScaling.LongRope rope) {
      requireOneFactorAFrequency("short_factor", rope.shortFactors(), dimension / 2);
      requireOneFactorAFrequency("long_factor", rope.longFactors(), dimension / 2);
    }
  }

  private static void requireOneFactorAFrequency(String key, List<Double> factors, int expected) {
    if (factors.size() != expected) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: %s: expected %d numbers, half the rotary features, found %d",
              key,
              expected,
              factors.size()));
    }
  }

  /// The axis whose position each frequency turns with.
  int[] axes() {
    int[] axes = new int[dimension / 2];
    if (interleaved) {
      // Time has what height and width leave free.
      for (int axis = 1; axis < AXES; axis++) {
        int end = Math.min(axes.length, AXES * sections.get(axis));
        for (int frequency = axis; frequency < end; frequency += AXES) {
          axes[frequency] = axis;
        }
      }
      return axes;
    }
    int begin = 0;
    for (int section = 0; section < sections.size(); section++) {
      int end = begin + sections.get(section);
      Arrays.fill(axes, begin, end, section % AXES);
      begin = end;
    }
    return axes;
  }
}
