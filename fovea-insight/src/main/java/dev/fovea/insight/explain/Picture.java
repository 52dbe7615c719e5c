package dev.fovea.insight.explain;

import dev.fovea.engine.vision.RgbImage;
import java.util.List;
import java.util.Optional;

/// A picture of the prompt and its visual tokens.
///
/// @param name how the prompt calls it
/// @param pixels as decoded
/// @param positions of its visual tokens in the prompt, ascending
/// @param grid where they lie on the picture; empty where that is not known
public record Picture(
    String name, RgbImage pixels, List<Integer> positions, Optional<PatchGrid> grid) {

  public Picture {
    positions = List.copyOf(positions);
    int tokens = positions.size();
    grid.ifPresent(given -> {
      if (given.rows() * given.columns() != tokens) {
        throw new IllegalArgumentException(
            "%s: expected %d visual tokens in a grid, found %d rows and %d columns"
                .formatted(name, tokens, given.rows(), given.columns()));
      }
    });
  }
}
