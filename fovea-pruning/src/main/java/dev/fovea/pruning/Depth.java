package dev.fovea.pruning;

import dev.fovea.engine.error.FoveaException;
import java.util.Locale;

/// A place in the stack of layers: a layer's index, or a share of the depth.
public sealed interface Depth {

  /// Before layer `index`, counted from 0.
  record Layer(int index) implements Depth {
    public Layer {
      if (index < 0) {
        throw new FoveaException(String.format(Locale.ROOT, "layer %d: expected 0 or more", index));
      }
    }
  }

  /// `floor(depth * numerator / denominator)`.
  record Share(int numerator, int denominator) implements Depth {
    public Share {
      if (numerator < 0 || denominator < 1 || numerator > denominator) {
        throw new FoveaException(
            String.format(
                Locale.ROOT, "share %d/%d of the depth is outside 0..1", numerator, denominator));
      }
    }
  }

  /// The layer index in a model of `depth` layers.
  default int in(int depth) {
    return switch (this) {
      case Layer(int index) -> index;
      case Share(int numerator, int denominator) ->
          Math.toIntExact((long) depth * numerator / denominator);
    };
  }

  /// Reads `10`, `33%` or `1/3`.
  static Depth parse(String text) {
    if (text.matches("\\d{1,6}")) {
      return new Layer(Integer.parseInt(text));
    }
    if (text.matches("\\d{1,6}%")) {
      return new Share(Integer.parseInt(text.substring(0, text.length() - 1)), 100);
    }
    if (text.matches("\\d{1,6}/\\d{1,6}")) {
      int slash = text.indexOf('/');
      return new Share(
          Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }
    throw new FoveaException(
        String.format(
            Locale.ROOT,
            "layers: '%s' is neither a layer (10) nor a share of the depth (33%% or 1/3)",
            text));
  }

  /// What [#parse] reads.
  default String text() {
    return switch (this) {
      case Layer(int index) -> Integer.toString(index);
      case Share(int numerator, int denominator) ->
          denominator == 100 ? numerator + "%" : numerator + "/" + denominator;
    };
  }
}
