package dev.fovea.pruning;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.observe.PositionRule;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Every choice that decides which tokens of a prompt are dropped, and how the model goes on
/// without them. The paper (arXiv 2410.19732) leaves several of them open; here each has a name.
///
/// @param scorer what a token's score is made of
/// @param seed of the random scorer
/// @param layers which layers are scored
/// @param queries whose attention counts
/// @param normalise whether the score is divided by the number of queries that may see the token
/// @param heads how the heads of a layer are pooled; the mean ranks as the sum would
/// @param layersPool how the layers are pooled
/// @param smooth a pool over the sequence, after those over heads and layers
/// @param budget how much is dropped
/// @param unit the smallest piece that is dropped as a whole
/// @param unitPool how the scores of a unit's tokens are pooled
/// @param what which kind of token may be dropped
/// @param protectFirst the first so many positions of the prompt always stay
/// @param protectLast the last so many positions of the prompt always stay
/// @param protect regular expression; tokens that share a character with a match in the rendered
///   prompt always stay; empty for none
/// @param protectSpans tokens that share a character with one of them always stay
/// @param minText with fewer prunable tokens than this, nothing is dropped
/// @param flat what is done where all prunable tokens have the same score
/// @param execution how the model goes on
/// @param positions which position ids the survivors carry
public record PruningPolicy(
    Scorer scorer,
    long seed,
    LayerRange layers,
    Queries queries,
    Normalisation normalise,
    HeadPooling heads,
    LayerPooling layersPool,
    Smoothing smooth,
    Budget budget,
    PruningUnit unit,
    UnitPooling unitPool,
    PruningTarget what,
    int protectFirst,
    int protectLast,
    String protect,
    List<CharacterSpan> protectSpans,
    int minText,
    FlatScores flat,
    Execution execution,
    PositionRule positions) {

  public PruningPolicy {
    protectSpans = List.copyOf(protectSpans);
    requireCount("protect-first", protectFirst);
    requireCount("protect-last", protectLast);
    requireCount("min-text", minText);
    if (budget instanceof Budget.Mass && scorer != Scorer.ATTENTION) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "mass=%s is a share of attention: expected scorer=attention, found scorer=%s",
              budget.value(),
              Names.of(scorer)));
    }
    if (scorer == Scorer.LOGITS && !queries.equals(new Queries.Last(1))) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "scorer=logits takes the last query alone: expected queries=last, found queries=%s",
              queries.text()));
    }
    try {
      Pattern.compile(protect);
    } catch (PatternSyntaxException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "protect=%s is not a regular expression: %s near index %d",
              protect,
              e.getDescription(),
              e.getIndex()),
          e);
    }
  }

  /// The policy of that name.
  ///
  /// @throws FoveaException if there is none, with the nearest name
  public static PruningPolicy preset(String name) {
    return Presets.named(name);
  }

  /// Names of all presets, `paper` first.
  public static List<String> presetNames() {
    return Presets.names();
  }

  /// A builder that starts from this policy.
  public PruningPolicyBuilder toBuilder() {
    return new PruningPolicyBuilder(this);
  }

  /// This policy with another budget.
  public PruningPolicy withBudget(Budget other) {
    return toBuilder().budget(other).build();
  }

  /// This policy, dropping the given share of the prunable tokens.
  public PruningPolicy withRate(double rate) {
    return withBudget(new Budget.Rate(rate));
  }

  /// This policy, carried out another way.
  public PruningPolicy withExecution(Execution other, PositionRule rule) {
    return toBuilder().execution(other).positions(rule).build();
  }

  private static void requireCount(String setting, int count) {
    if (count < 0) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s=%d: expected 0 or more tokens", setting, count));
    }
  }
}
