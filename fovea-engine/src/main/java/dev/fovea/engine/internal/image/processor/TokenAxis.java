package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.image.ImageArea;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The visual tokens along one side of a picture: which stretch of that side each of them sees, in
/// shares of its length. Between two tiles there is a gap where their patches do not fill them.
///
/// @param starts per token
/// @param ends per token
public record TokenAxis(double[] starts, double[] ends) {

  /// The tokens of tiles that stand side by side.
  ///
  /// @param tiles how many
  /// @param first the stretch of the picture that the tokens of the first tile see, from here
  /// @param last to here
  /// @param step from tile to tile
  /// @param tokens per tile
  static TokenAxis ofTiles(int tiles, double first, double last, double step, int tokens) {
    double[] starts = new double[tiles * tokens];
    double[] ends = new double[tiles * tokens];
    double length = (last - first) / tokens;
    for (int i = 0; i < starts.length; i++) {
      double origin = first + i / tokens * step;
      starts[i] = origin + i % tokens * length;
      ends[i] = origin + (i % tokens + 1) * length;
    }
    return new TokenAxis(starts, ends);
  }

  /// Some of the tokens, one after another.
  public TokenAxis part(int from, int count) {
    return new TokenAxis(
        Arrays.copyOfRange(starts, from, from + count),
        Arrays.copyOfRange(ends, from, from + count));
  }

  /// Fewer tokens over the same stretch, each as long as the others when counted in tokens.
  public TokenAxis shrunk(int count) {
    double[] from = new double[count];
    double[] to = new double[count];
    for (int i = 0; i < count; i++) {
      long start = (long) i * starts.length;
      long end = start + starts.length;
      from[i] = at((int) (start / count), (double) (start % count) / count);
      int last = (int) ((end - 1) / count);
      to[i] = at(last, (double) (end - (long) last * count) / count);
    }
    return new TokenAxis(from, to);
  }

  private double at(int token, double share) {
    return starts[token] + share * (ends[token] - starts[token]);
  }

  /// The areas of tokens row by row, every row followed by a token that shows nothing.
  ///
  /// @param rows tokens from top to bottom
  /// @param columns tokens from left to right
  public static List<ImageArea> lines(TokenAxis rows, TokenAxis columns) {
    List<ImageArea> areas = new ArrayList<>();
    for (int row = 0; row < rows.starts.length; row++) {
      for (int column = 0; column < columns.starts.length; column++) {
        areas.add(
            new ImageArea(
                columns.starts[column], rows.starts[row], columns.ends[column], rows.ends[row]));
      }
      areas.add(ImageArea.NONE);
    }
    return areas;
  }
}
