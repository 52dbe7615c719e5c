package dev.fovea.pruning.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.score.PositionScores;
import dev.fovea.pruning.score.TokenScores;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The theory of the paper's section 4.2 for one distribution: what dropping its smallest items
/// does.
class ConcentrationTest {

  private static final int ROUNDS = 4000;

  @Test
  void droppingTheSmallestItemsLowersTheEntropyByAtLeastTheLogarithmOfTheMassThatStays() {
    Random random = new Random(21);
    for (int round = 0; round < ROUNDS; round++) {
      double[] distribution = randomDistribution(random);
      Selection selection = drop(distribution, TokenScores.of(distribution), random);
      double[] survivors = survivors(distribution, selection);
      double mass = Arrays.stream(selection.dropped()).mapToDouble(i -> distribution[i]).sum();
      double change = entropy(survivors) - entropy(distribution);

      assertThat(change).isLessThan(0).isLessThanOrEqualTo(Math.log1p(-mass) + 1e-12);
    }
  }

  @Test
  void droppingAtRandomSometimesRaisesTheEntropy() {
    Random random = new Random(22);
    int raised = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double[] distribution = randomDistribution(random);
      TokenScores chance = PositionScores.random(round, distribution.length);
      double[] survivors = survivors(distribution, drop(distribution, chance, random));
      raised += entropy(survivors) > entropy(distribution) ? 1 : 0;
    }

    assertThat(raised).isBetween(1, ROUNDS / 4);
  }

  @Test
  void theVisualShareGrowsByExactlyTheMassThatWasDropped() {
    Random random = new Random(23);
    for (int round = 0; round < ROUNDS; round++) {
      double[] distribution = randomDistribution(random);
      TokenRole[] roles = new TokenRole[distribution.length];
      Arrays.setAll(roles, _ -> random.nextBoolean() ? TokenRole.CONTEXT : TokenRole.VISUAL);
      PruningPolicy policy =
          PolicySettings.apply(
              PruningPolicy.preset("paper"), List.of("rate=0.5", "protect-last=0"));
      Selection selection =
          Selector.select(policy, Layouts.of(roles), TokenScores.of(distribution));
      double dropped = Arrays.stream(selection.dropped()).mapToDouble(i -> distribution[i]).sum();
      double before = share(distribution, roles, IntStream.range(0, roles.length).toArray());
      double after = share(distribution, roles, selection.kept());

      assertThat(after).isCloseTo(before / (1 - dropped), within(1e-12));
    }
  }

  /// A random share of the items goes, at least one, and at least one stays.
  private static Selection drop(double[] distribution, TokenScores scores, Random random) {
    int n = distribution.length;
    int keep = 1 + random.nextInt(n - 1);
    PruningPolicy policy =
        PolicySettings.apply(
            PruningPolicy.preset("paper"), List.of("tokens=" + keep, "protect-last=0"));
    return Selector.select(policy, Layouts.context(n), scores);
  }

  private static double[] randomDistribution(Random random) {
    int n = 2 + random.nextInt(40);
    double spread = 4 * random.nextDouble();
    double[] items = random.doubles(n).map(_ -> Math.exp(spread * random.nextGaussian())).toArray();
    double sum = Arrays.stream(items).sum();
    return Arrays.stream(items).map(item -> item / sum).toArray();
  }

  private static double[] survivors(double[] distribution, Selection selection) {
    double[] kept = Arrays.stream(selection.kept()).mapToDouble(i -> distribution[i]).toArray();
    double sum = Arrays.stream(kept).sum();
    return Arrays.stream(kept).map(item -> item / sum).toArray();
  }

  private static double entropy(double[] distribution) {
    return -Arrays.stream(distribution).map(p -> p * Math.log(p)).sum();
  }

  /// The visual share of the renormalised items at the positions.
  private static double share(double[] distribution, TokenRole[] roles, int[] positions) {
    double all = Arrays.stream(positions).mapToDouble(i -> distribution[i]).sum();
    double visual =
        Arrays.stream(positions)
            .filter(i -> roles[i] == TokenRole.VISUAL)
            .mapToDouble(i -> distribution[i])
            .sum();
    return visual / all;
  }
}
