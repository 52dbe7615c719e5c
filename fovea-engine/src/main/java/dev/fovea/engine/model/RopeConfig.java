package dev.fovea.engine.model;

import dev.fovea.engine.FoveaException;
import java.util.List;

/// How a decoder layer rotates queries and keys.
///
/// @param dimension features of a head that are rotated, even
/// @param theta base of the wavelengths
/// @param maxPositions `max_position_embeddings`
/// @param sections how many frequencies turn with time, height and width; empty where all turn with
///   one position (M-RoPE, arXiv 2409.12191)
/// @param interleaved whether height and width take every third frequency instead of a block of
///   their own (Qwen3-VL)
public record RopeConfig(
    int dimension,
    double theta,
    int maxPositions,
    RopeScaling scaling,
    List<Integer> sections,
    boolean interleaved) {

  public RopeConfig {
    sections = List.copyOf(sections);
    int frequencies = sections.stream().mapToInt(Integer::intValue).sum();
    boolean whole = interleaved || frequencies == dimension / 2;
    if (!sections.isEmpty() && (sections.size() != 3 || !whole)) {
      throw new FoveaException(
          "config.json: mrope_section %s: expected 3 numbers that add up to %d, half the rotary features"
              .formatted(sections, dimension / 2));
    }
  }

  /// The axis whose position each frequency turns with.
  int[] axes() {
    int[] axes = new int[dimension / 2];
    int begin = 0;
    for (int axis = 0; axis < sections.size(); axis++) {
      int section = sections.get(axis);
      int step = interleaved ? sections.size() : 1;
      int first = interleaved ? axis : begin;
      // Interleaved, time has what height and width leave free.
      for (int i = 0; i < section && (axis > 0 || !interleaved); i++) {
        int frequency = first + i * step;
        if (frequency < axes.length) {
          axes[frequency] = axis;
        }
      }
      begin += section;
    }
    return axes;
  }
}
