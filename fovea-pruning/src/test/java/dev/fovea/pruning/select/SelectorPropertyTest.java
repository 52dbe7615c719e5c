package dev.fovea.pruning.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.Budget;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningUnit;
import dev.fovea.pruning.score.TokenScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What holds for any prompt, any scores, any unit.
class SelectorPropertyTest {

  private static final int ROUNDS = 200;

  @ParameterizedTest
  @EnumSource
  void keptAndDroppedMakeUpThePromptAndTheProtectedStay(PruningUnit unit) {
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      PromptLayout layout = randomLayout(random);
      PruningPolicy policy = policy(unit).withRate(random.nextDouble());
      Selection selection = Selector.select(policy, layout, randomScores(random, layout.size()));
      int[] kept = selection.kept();
      int[] dropped = selection.dropped();

      assertThat(IntStream.concat(Arrays.stream(kept), Arrays.stream(dropped)).sorted())
          .containsExactlyElementsOf(IntStream.range(0, layout.size()).boxed().toList());
      assertThat(kept).isSorted();
      assertThat(IntStream.of(dropped).boxed())
          .allMatch(position -> layout.tokens().get(position).role() == TokenRole.CONTEXT)
          .allMatch(position -> position < layout.size() - 4)
          .allMatch(position -> !layout.characters(position).contains("7"));
      assertThat(dropped.length)
          .isLessThanOrEqualTo(
              (int)
                  Math.floor(
                      ((Budget.Rate) policy.budget()).rate() * selection.prunableCount() + 1e-9));
    }
  }

  @ParameterizedTest
  @EnumSource
  void unitsAreNeverSplit(PruningUnit unit) {
    Random random = new Random(2);
    for (int round = 0; round < ROUNDS; round++) {
      PromptLayout layout = randomLayout(random);
      PruningPolicy policy = policy(unit).withRate(random.nextDouble());
      Selection selection = Selector.select(policy, layout, randomScores(random, layout.size()));

      assertThat(Units.of(policy, layout))
          .allMatch(positions -> positions.stream().map(selection::isKept).distinct().count() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHigherRateDropsAllThatALowerOneDrops(PruningUnit unit) {
    Random random = new Random(3);
    for (int round = 0; round < ROUNDS; round++) {
      PromptLayout layout = randomLayout(random);
      TokenScores scores = randomScores(random, layout.size());
      double low = random.nextDouble();
      double high = low + (1 - low) * random.nextDouble();
      int[] few = Selector.select(policy(unit).withRate(low), layout, scores).dropped();
      int[] many = Selector.select(policy(unit).withRate(high), layout, scores).dropped();

      assertThat(IntStream.of(many).boxed().toList())
          .containsAll(IntStream.of(few).boxed().toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void atMostTheGivenNumberIsKeptAndDroppingOneUnitLessWouldKeepMore(PruningUnit unit) {
    Random random = new Random(4);
    for (int round = 0; round < ROUNDS; round++) {
      PromptLayout layout = randomLayout(random);
      int keep = random.nextInt(layout.size());
      PruningPolicy policy = policy(unit).withBudget(new Budget.Tokens(keep));
      Selection selection = Selector.select(policy, layout, randomScores(random, layout.size()));
      int left = selection.prunableCount() - selection.dropped().length;

      boolean flat = selection.fallback().filter(Fallback.FlatScores.class::isInstance).isPresent();
      assertThat(flat || left <= keep).isTrue();
      if (selection.fallback().isEmpty()) {
        int lastToGo =
            Arrays.stream(selection.dropped())
                .boxed()
                .max((a, b) -> Integer.compare(selection.rank(a), selection.rank(b)))
                .orElseThrow();
        int size =
            Units.of(policy, layout).stream()
                .filter(positions -> positions.contains(lastToGo))
                .mapToInt(List::size)
                .sum();
        assertThat(left + size).isGreaterThan(keep);
      }
    }
  }

  @Test
  void permutedScoresDropThePermutedTokens() {
    Random random = new Random(5);
    for (int round = 0; round < ROUNDS; round++) {
      int n = 5 + random.nextInt(60);
      PromptLayout layout = Layouts.context(n);
      PruningPolicy policy =
          PolicySettings.apply(policy(PruningUnit.TOKEN), List.of("protect-last=0", "rate=0.3"));
      double[] scores = random.doubles(n).toArray();
      List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
      Collections.shuffle(order, random);
      double[] shuffled = order.stream().mapToDouble(i -> scores[i]).toArray();
      int[] dropped = Selector.select(policy, layout, TokenScores.of(scores)).dropped();
      int[] droppedShuffled = Selector.select(policy, layout, TokenScores.of(shuffled)).dropped();

      assertThat(Arrays.stream(droppedShuffled).map(order::get))
          .containsExactlyInAnyOrder(Arrays.stream(dropped).boxed().toArray(Integer[]::new));
    }
  }

  private static PruningPolicy policy(PruningUnit unit) {
    return PolicySettings.apply(
        PruningPolicy.preset("paper"), List.of("unit=" + Names.of(unit), "protect=7"));
  }

  /// Some turns of context with template and visual tokens between them, and a question.
  private static PromptLayout randomLayout(Random random) {
    Layouts layouts = new Layouts().add(TokenRole.SPECIAL, -1, "<s>");
    int turns = 1 + random.nextInt(5);
    String[] pieces = {"a", " be", "cd", ". ", " 17", "\n\n", " ", "?", " Ef"};
    for (int turn = 0; turn < turns; turn++) {
      layouts.add(TokenRole.TEMPLATE, turn, "\nUSER:");
      for (int i = random.nextInt(20); i >= 0; i--) {
        layouts.add(TokenRole.CONTEXT, turn, pieces[random.nextInt(pieces.length)]);
      }
      if (random.nextBoolean()) {
        layouts.add(TokenRole.VISUAL, turn, "", "");
      }
    }
    return layouts
        .add(TokenRole.QUESTION, turns, " What", "?")
        .add(TokenRole.TEMPLATE, turns, "\nASSISTANT:")
        .build();
  }

  /// Whole numbers, so that there are ties.
  private static TokenScores randomScores(Random random, int n) {
    return TokenScores.of(random.ints(n, 0, 8).asDoubleStream().toArray());
  }
}
