package dev.fovea.pruning;

import dev.fovea.engine.error.FoveaException;
import java.util.Locale;

/// A pool with stride 1 over the scores of the sequence, so that neighbours stay or go together.
///
/// @param kind average, as GemFilter and SnapKV do by default, or maximum
/// @param width odd number of tokens under the pool; 1 changes nothing
public record Smoothing(Kind kind, int width) {

  /// No smoothing.
  public static final Smoothing NONE = new Smoothing(Kind.AVERAGE, 1);

  public Smoothing {
    if (width < 1 || width % 2 == 0) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "smoothing width %d: expected an odd number of tokens, 1 or more",
              width));
    }
    if (width == 1) {
      kind = Kind.AVERAGE;
    }
  }

  /// What the pool takes of the tokens under it.
  public enum Kind {
    /// Their mean; beyond the ends of the sequence it counts zeros, as both methods' code does.
    AVERAGE,
    MAX
  }

  /// Reads `none`, `avg-5` or `max-5`.
  static Smoothing parse(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.equals("none")) {
      return NONE;
    }
    if (!name.matches("(avg|max)-\\d{1,9}")) {
      throw Names.wrongValue("smooth", text, "none, avg-WIDTH, max-WIDTH (such as avg-5)");
    }
    Kind kind = name.startsWith("avg") ? Kind.AVERAGE : Kind.MAX;
    return new Smoothing(kind, Integer.parseInt(name.substring("avg-".length())));
  }

  /// What [#parse] reads.
  String text() {
    if (width == 1) {
      return "none";
    }
    return switch (kind) {
          case AVERAGE -> "avg-";
          case MAX -> "max-";
        }
        + width;
  }
}
