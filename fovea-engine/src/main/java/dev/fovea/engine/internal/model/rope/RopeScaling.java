package dev.fovea.engine.internal.model.rope;

import dev.fovea.engine.json.JsonView;
import java.util.List;

/// How rotary wavelengths are stretched beyond the length that a model was trained on; the types of
/// transformers' `modeling_rope_utils`.
public sealed interface RopeScaling {

  /// No scaling.
  record Default() implements RopeScaling {}

  /// Every wavelength times `factor`.
  record Linear(double factor) implements RopeScaling {}

  /// The base grows with the sequence (NTK-aware).
  record Dynamic(double factor) implements RopeScaling {}

  /// Long wavelengths times `factor`, short ones untouched, a ramp between (Llama 3.1).
  record Llama3(double factor, double low, double high, double original) implements RopeScaling {}

  /// A ramp over the feature dimension, and attention scaled by `attention` (arXiv 2309.00071).
  record Yarn(
      double factor,
      double attention,
      double betaFast,
      double betaSlow,
      double original,
      boolean truncate)
      implements RopeScaling {}

  /// Every wavelength times a factor of its own, one set of factors for sequences up to `original`
  /// and one for longer ones; attention scaled by `attention` (arXiv 2402.13753). All positions of
  /// a sequence that is read at once turn by the same set; keys keep theirs while tokens are added.
  record LongRope(
      List<Double> shortFactors, List<Double> longFactors, double attention, double original)
      implements RopeScaling {
    public LongRope {
      shortFactors = List.copyOf(shortFactors);
      longFactors = List.copyOf(longFactors);
    }

    private List<Double> factors(long sequenceLength) {
      return sequenceLength > original ? longFactors : shortFactors;
    }
  }

  /// Wavelengths times `factor`; only the first `share` of the frequencies turn, the others stand
  /// still.
  record Proportional(double factor, double share) implements RopeScaling {
    private int turning(int frequencies) {
      return (int) Math.floor(share * (2 * frequencies) / 2);
    }
  }

  /// Reads `rope_parameters`, or `rope_scaling` of older configurations.
  ///
  /// @param text the configuration around it, whose own `original_max_position_embeddings` wins
  static RopeScaling from(JsonView rope, JsonView text, int maxPositions) {
    String type = rope.string("rope_type", rope.string("type", "default"));
    String originalKey = "original_max_position_embeddings";
    double original = text.number(originalKey, rope.number(originalKey, maxPositions));
    return switch (type) {
      case "default", "mrope" -> new Default();
      case "linear" -> new Linear(rope.number("factor"));
      case "dynamic" -> new Dynamic(rope.number("factor"));
      case "llama3" ->
          new Llama3(
              rope.number("factor"),
              rope.number("low_freq_factor"),
              rope.number("high_freq_factor"),
              original);
      case "yarn" -> yarn(rope, original, maxPositions);
      case "longrope" -> longRope(rope, original, maxPositions);
      case "proportional" ->
          new Proportional(rope.number("factor", 1), rope.number("partial_rotary_factor", 1));
      default ->
          throw rope.unsupported(
              rope.has("rope_type") ? "rope_type" : "type",
              "one of default, linear, dynamic, llama3, yarn, longrope, proportional");
    };
  }

  private static Yarn yarn(JsonView rope, double original, int maxPositions) {
    double factor = rope.number("factor", maxPositions / original);
    double attention;
    if (rope.has("attention_factor")) {
      attention = rope.number("attention_factor");
    } else if (rope.number("mscale", 0) != 0 && rope.number("mscale_all_dim", 0) != 0) {
      attention =
          magnitude(factor, rope.number("mscale"))
              / magnitude(factor, rope.number("mscale_all_dim"));
    } else {
      attention = magnitude(factor, 1);
    }
    return new Yarn(
        factor,
        attention,
        orElse(rope.number("beta_fast", 0), 32),
        orElse(rope.number("beta_slow", 0), 1),
        original,
        rope.bool("truncate", true));
  }

  private static LongRope longRope(JsonView rope, double original, int maxPositions) {
    double factor = rope.number("factor", maxPositions / original);
    double attention = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
    return new LongRope(
        rope.numbers("short_factor"),
        rope.numbers("long_factor"),
        rope.number("attention_factor", attention),
        original);
  }

  private static double orElse(double value, double otherwise) {
    return value == 0 ? otherwise : value;
  }

  private static double magnitude(double scale, double mscale) {
    return scale <= 1 ? 1 : 0.1 * mscale * Math.log(scale) + 1;
  }

  /// What cosines and sines are multiplied with.
  default double attentionFactor() {
    return switch (this) {
      case Yarn yarn -> yarn.attention();
      case LongRope rope -> rope.attention();
      case Default(), Linear _, Dynamic _, Llama3 _, Proportional _ -> 1;
    };
  }

  /// The base for a sequence that reaches this length.
  default double base(double theta, int dimension, long sequenceLength, int maxPositions) {
    if (this instanceof Dynamic(double factor)) {
      double length = Math.max(sequenceLength, maxPositions);
      double growth = factor * length / maxPositions - (factor - 1);
      return theta * Math.pow(growth, dimension / (dimension - 2.0));
    }
    return theta;
  }

  /// Inverse frequencies from wavelengths `base ^ (2 i / dimension)`, for a sequence that reaches
  /// this length.
  default float[] scaled(float[] wavelengths, double theta, long sequenceLength) {
    float[] frequencies = new float[wavelengths.length];
    for (int i = 0; i < frequencies.length; i++) {
      float plain = 1 / wavelengths[i];
      frequencies[i] =
          switch (this) {
            case Default(), Dynamic(double _) -> plain;
            case Linear(double factor) -> plain / (float) factor;
            case Llama3 llama -> llama3(plain, llama);
            case Yarn yarn -> yarn(i, wavelengths, theta, yarn);
            case LongRope rope ->
                1 / (rope.factors(sequenceLength).get(i).floatValue() * wavelengths[i]);
            case Proportional rope ->
                i < rope.turning(wavelengths.length) ? plain / (float) rope.factor() : 0;
          };
    }
    return frequencies;
  }

  private static float llama3(float plain, Llama3 llama) {
    float wavelength = (float) (2 * Math.PI) / plain;
    float shrunk =
        wavelength > llama.original() / llama.low() ? plain / (float) llama.factor() : plain;
    boolean between =
        wavelength >= llama.original() / llama.high()
            && wavelength <= llama.original() / llama.low();
    if (!between) {
      return shrunk;
    }
    float smooth =
        ((float) llama.original() / wavelength - (float) llama.low())
            / (float) (llama.high() - llama.low());
    return (1 - smooth) * shrunk / (float) llama.factor() + smooth * shrunk;
  }

  private static float yarn(int i, float[] wavelengths, double theta, Yarn yarn) {
    int dimension = 2 * wavelengths.length;
    double low = correction(yarn.betaFast(), dimension, theta, yarn.original());
    double high = correction(yarn.betaSlow(), dimension, theta, yarn.original());
    if (yarn.truncate()) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, dimension - 1);
    if (low == high) {
      high += 0.001; // as the reference, against a division by zero
    }
    float ramp = Math.clamp((i - (float) low) / (float) (high - low), 0f, 1f);
    float extrapolation = 1 - ramp;
    return 1 / ((float) yarn.factor() * wavelengths[i]) * (1 - extrapolation)
        + 1 / wavelengths[i] * extrapolation;
  }

  /// The feature dimension that turns so many times over the original length.
  private static double correction(double turns, int dimension, double theta, double original) {
    return dimension * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
  }
}
