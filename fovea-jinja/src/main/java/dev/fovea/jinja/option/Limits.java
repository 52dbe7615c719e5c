package dev.fovea.jinja.option;

import java.util.Locale;

/// How much one rendering may use before it ends with a
/// [TemplateException][dev.fovea.jinja.error.TemplateException]. Templates come from strangers, so
/// every loop, copy and recursion is charged against these limits.
///
/// @param steps nodes evaluated and elements visited
/// @param allocation characters copied plus eight for each element of a new collection, summed over
///   the whole rendering
/// @param output characters written
/// @param depth nested evaluations, macro calls included
public record Limits(long steps, long allocation, long output, int depth) {

  /// Rejects limits below one.
  public Limits {
    if (steps < 1 || allocation < 1 || output < 1 || depth < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected limits of at least 1, found steps %d, allocation %d, output %d, depth %d",
              steps,
              allocation,
              output,
              depth));
    }
  }

  /// Limits far above what chat templates need: 10 million steps, 256 Mi characters copied, 64 Mi
  /// characters written, 800 levels (some 200 nested macro calls, about what Python allows).
  public static Limits defaults() {
    return new Limits(10_000_000, 256L << 20, 64L << 20, 800);
  }
}
