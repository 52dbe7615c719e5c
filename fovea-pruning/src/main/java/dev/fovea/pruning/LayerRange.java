package dev.fovea.pruning;

import dev.fovea.engine.error.FoveaException;
import java.util.Locale;

/// Which layers are scored, in terms that fit models of any depth.
public sealed interface LayerRange {

  /// Layers `[from, to)`; at least one where a bound is a share.
  record Between(Depth from, Depth to) implements LayerRange {
    public Between {
      if (from instanceof Depth.Layer(int first) && to instanceof Depth.Layer(int end)) {
        requireOrder(first, end, first + ".." + end);
      }
    }
  }

  /// Layers `[from, to)`, where `to` is at most the given share of the depth, and at least one.
  record Capped(int from, int to, Depth.Share atMost) implements LayerRange {
    public Capped {
      requireOrder(from, to, from + ".." + to);
    }
  }

  /// One layer.
  record Single(Depth at) implements LayerRange {}

  /// The layers of one model: `[from, to)`, not empty.
  record Resolved(int from, int to) {
    /// Number of layers.
    public int count() {
      return to - from;
    }

    /// `layer 3`, or `layers 0 to 9`, of which both are among them.
    public String words() {
      return count() == 1
          ? "layer " + from
          : String.format(Locale.ROOT, "layers %d to %d", from, to - 1);
    }
  }

  /// The layers meant in a model of `depth` layers.
  ///
  /// @throws FoveaException if the model has no such layers
  default Resolved resolve(int depth) {
    Resolved resolved =
        switch (this) {
          case Between(Depth from, Depth to) -> {
            boolean share = from instanceof Depth.Share || to instanceof Depth.Share;
            int first = from.in(depth);
            yield new Resolved(first, share ? Math.max(first + 1, to.in(depth)) : to.in(depth));
          }
          case Capped(int from, int to, Depth.Share atMost) ->
              new Resolved(from, Math.max(from + 1, Math.min(to, atMost.in(depth))));
          case Single(Depth.Layer(int index)) -> new Resolved(index, index + 1);
          case Single(Depth.Share at) -> {
            int index = Math.min(depth - 1, at.in(depth));
            yield new Resolved(index, index + 1);
          }
        };
    requireOrder(resolved.from(), resolved.to(), text());
    if (resolved.to() > depth) {
      throw beyond(depth);
    }
    return resolved;
  }

  private FoveaException beyond(int depth) {
    String expected =
        switch (this) {
          case Single _ -> "one of them";
          case Between _, Capped _ ->
              String.format(
                  Locale.ROOT, "FROM..TO with TO at most %d, as layer TO is left out", depth);
        };
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "layers=%s: the model has %s; expected %s",
            text(),
            depth == 1
                ? "one layer, 0"
                : String.format(Locale.ROOT, "%d layers, 0 to %d", depth, depth - 1),
            expected));
  }

  /// Reads `0..10`, `0..33%`, `1/4..1/2`, `13` (one layer), `40%` (one layer at that depth) or
  /// `0..10,at-most-1/3`.
  static LayerRange parse(String text) {
    String[] capped = text.split(",at-most-", -1);
    String[] bounds = capped[0].split("\\.\\.", -1);
    if (capped.length > 2 || bounds.length > 2) {
      throw wrong(text);
    }
    Depth from = Depth.parse(bounds[0]);
    if (capped.length == 2) {
      if (bounds.length == 2
          && from instanceof Depth.Layer(int first)
          && Depth.parse(bounds[1]) instanceof Depth.Layer(int end)
          && Depth.parse(capped[1]) instanceof Depth.Share share) {
        return new Capped(first, end, share);
      }
      throw wrong(text);
    }
    if (bounds.length == 1) {
      return new Single(from);
    }
    return new Between(from, Depth.parse(bounds[1]));
  }

  /// What [#parse] reads.
  default String text() {
    return switch (this) {
      case Between(Depth from, Depth to) -> from.text() + ".." + to.text();
      case Capped(int from, int to, Depth.Share atMost) ->
          from + ".." + to + ",at-most-" + atMost.text();
      case Single(Depth at) -> at.text();
    };
  }

  private static FoveaException wrong(String text) {
    return Names.wrongValue("layers", text, "FROM..TO, such as 0..10, 0..33% or 0..10,at-most-1/3");
  }

  private static void requireOrder(int from, int to, String text) {
    if (from < 0 || to <= from) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "layers=%s is empty: expected FROM..TO with FROM < TO, the first layer being 0",
              text));
    }
  }
}
