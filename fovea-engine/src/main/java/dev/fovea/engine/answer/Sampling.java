package dev.fovea.engine.answer;

import dev.fovea.engine.error.FoveaException;
import java.util.Locale;

/// How a token is drawn: which candidates stay, and how flat their probabilities are made. The cuts
/// are those of transformers and come in its order: temperature, top-h, top-k, top-p, min-p,
/// typical, epsilon, eta. At temperature 0 nothing is drawn, the likeliest token is taken.
///
/// @param temperature 0 takes the likeliest token every time; above 0 samples from logits divided
///   by it
/// @param topK only the k likeliest tokens, and those that tie with the last of them; 0 for all
/// @param topP only the likeliest tokens that hold this probability together; 1 for all
/// @param minP only tokens at least this many times as likely as the likeliest (arXiv 2407.01082);
///   0 for all
/// @param typicalP only the tokens nearest to the expected surprise that hold this probability
///   together (arXiv 2202.00666); 1 for all
/// @param epsilonCutoff only tokens at least this likely (arXiv 2210.15191); 0 for all
/// @param etaCutoff as `epsilonCutoff`, lower where the distribution is flat; 0 for all
/// @param topH only the likeliest of 100 tokens that hold this share of their entropy (arXiv
///   2509.02510); 0 for all
/// @param seed of the draws
public record Sampling(
    double temperature,
    int topK,
    double topP,
    double minP,
    double typicalP,
    double epsilonCutoff,
    double etaCutoff,
    double topH,
    long seed) {

  /// The likeliest token every time.
  public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1, 0, 0, 0, 0);

  public Sampling {
    require(
        temperature >= 0 && Double.isFinite(temperature), "temperature", "0 or more", temperature);
    require(topK >= 0, "top-k", "0 (all) or more", topK);
    require(topP > 0 && topP <= 1, "top-p", "above 0, up to 1", topP);
    require(minP >= 0 && minP <= 1, "min-p", "0 (all) to 1", minP);
    require(typicalP > 0 && typicalP <= 1, "typical-p", "above 0, up to 1", typicalP);
    require(
        epsilonCutoff >= 0 && epsilonCutoff < 1,
        "epsilon cutoff",
        "0 (all), below 1",
        epsilonCutoff);
    require(etaCutoff >= 0 && etaCutoff < 1, "eta cutoff", "0 (all), below 1", etaCutoff);
    require(topH >= 0 && topH <= 1, "top-h", "0 (all) to 1", topH);
  }

  private static void require(boolean holds, String name, String expected, Number found) {
    if (!holds) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: expected %s, found %s", name, expected, found));
    }
  }

  /// Whether the likeliest token is taken every time.
  public boolean greedy() {
    return temperature == 0;
  }

  /// Starts from [#GREEDY].
  public static Builder builder() {
    return GREEDY.toBuilder();
  }

  /// Starts from these.
  public Builder toBuilder() {
    return new Builder(this);
  }

  /// Changes some settings and keeps the others.
  public static final class Builder {
    private double temperature;
    private int topK;
    private double topP;
    private double minP;
    private double typicalP;
    private double epsilonCutoff;
    private double etaCutoff;
    private double topH;
    private long seed;

    private Builder(Sampling from) {
      temperature = from.temperature;
      topK = from.topK;
      topP = from.topP;
      minP = from.minP;
      typicalP = from.typicalP;
      epsilonCutoff = from.epsilonCutoff;
      etaCutoff = from.etaCutoff;
      topH = from.topH;
      seed = from.seed;
    }

    public Builder temperature(double value) {
      temperature = value;
      return this;
    }

    public Builder topK(int value) {
      topK = value;
      return this;
    }

    public Builder topP(double value) {
      topP = value;
      return this;
    }

    public Builder minP(double value) {
      minP = value;
      return this;
    }

    public Builder typicalP(double value) {
      typicalP = value;
      return this;
    }

    public Builder epsilonCutoff(double value) {
      epsilonCutoff = value;
      return this;
    }

    public Builder etaCutoff(double value) {
      etaCutoff = value;
      return this;
    }

    public Builder topH(double value) {
      topH = value;
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /// @throws FoveaException that names the first setting out of its range
    public Sampling build() {
      return new Sampling(
          temperature, topK, topP, minP, typicalP, epsilonCutoff, etaCutoff, topH, seed);
    }
  }
}
