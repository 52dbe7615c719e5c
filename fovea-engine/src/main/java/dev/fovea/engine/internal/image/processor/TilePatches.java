package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.image.Grid;

/// How a vision tower divides a square tile.
///
/// @param tile height and width of a tile, in pixels
/// @param side patches from left to right, and as many from top to bottom
/// @param size height and width of a patch, in pixels; the patches need not reach the end of a tile
public record TilePatches(int tile, int side, int size) {

  /// The patches of one tile.
  Grid grid() {
    return new Grid(side, side);
  }

  /// The patches of many tiles together.
  Grid of(Grid tiles) {
    return new Grid(tiles.rows() * side, tiles.columns() * side);
  }

  /// Pixels along one side that lie under patches.
  int seen() {
    return side * size;
  }
}
