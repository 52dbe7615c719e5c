package dev.fovea.bench;

import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PruningPolicy;
import java.util.Locale;
import java.util.OptionalInt;

/// What is measured, and how often.
///
/// @param layers decoder layers to run, from the first; empty for all
/// @param visual visual tokens of the prompt; empty for those of one picture
/// @param text all other tokens of the prompt, at least [SyntheticPrompt#MIN_TEXT]
/// @param rate share of the prunable text that is dropped, 0 to 1
/// @param policy name of a preset
/// @param decode tokens to generate after the prompt
/// @param repeat how many measurements each printed median is taken of
/// @param readBytes bytes that the measurement of the memory bandwidth reads; more than any cache
public record BenchOptions(
    BenchSource source,
    EngineOptions engine,
    OptionalInt layers,
    OptionalInt visual,
    int text,
    double rate,
    String policy,
    int decode,
    int repeat,
    long readBytes) {

  /// What the bandwidth is measured on by default.
  public static final long READ_BYTES = 1L << 30;

  public BenchOptions {
    if (visual.isPresent() && visual.getAsInt() < 0) {
      throw new FoveaException("visual: expected 0 or more, found " + visual.getAsInt());
    }
    requireAtLeast("text", SyntheticPrompt.MIN_TEXT, text);
    requireAtLeast("decode", 1, decode);
    requireAtLeast("repeat", 1, repeat);
    if (!(rate >= 0 && rate <= 1)) {
      throw new FoveaException(String.format(Locale.ROOT, "rate %s is outside 0..1", rate));
    }
  }

  private static void requireAtLeast(String name, int least, int found) {
    if (found < least) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: expected %d or more, found %d", name, least, found));
    }
  }

  /// One picture, 2,500 text tokens, the paper's policy at rate 0.3, 16 tokens decoded, one
  /// measurement of each.
  public static BenchOptions of(BenchSource source) {
    return new BenchOptions(
        source,
        EngineOptions.DEFAULT,
        OptionalInt.empty(),
        OptionalInt.empty(),
        2500,
        0.3,
        "paper",
        16,
        1,
        READ_BYTES);
  }

  /// The preset at the rate, carried out one way.
  PruningPolicy policy(Execution execution) {
    PruningPolicy preset = PruningPolicy.preset(policy).withRate(rate);
    return preset.withExecution(execution, preset.positions());
  }
}
