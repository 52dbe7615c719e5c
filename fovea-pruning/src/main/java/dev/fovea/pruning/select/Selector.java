package dev.fovea.pruning.select;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.pruning.Budget;
import dev.fovea.pruning.FlatScores;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.score.PositionScores;
import dev.fovea.pruning.score.TokenScores;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Ranks the prunable units by score and drops the lowest that the budget lets go. Of equal scores
/// the later position goes first.
public final class Selector {

  /// Scores that differ by less than this part of the largest are the same score.
  private static final double FLAT = 1e-6;

  private Selector() {}

  /// Positions that go or stay together.
  ///
  /// @param mass sum of their scores
  private record Unit(List<Integer> positions, double score, double mass) {}

  /// Chooses what to drop.
  ///
  /// @param scores one for every position of the layout
  public static Selection select(PruningPolicy policy, PromptLayout layout, TokenScores scores) {
    if (scores.size() != layout.size()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "expected %d scores, one for each position of the prompt, found %d",
              layout.size(),
              scores.size()));
    }
    List<Unit> ranked = ranked(policy, layout, scores);
    int[] ranks = ranks(ranked, layout.size());
    int prunable = ranked.stream().mapToInt(unit -> unit.positions().size()).sum();
    int going = countGoing(policy.budget(), ranked, prunable, scores.total());
    Optional<Fallback> fallback = fallback(policy, ranked, prunable, going);
    BitSet dropped = new BitSet(layout.size());
    if (fallback.isEmpty()) {
      ranked.subList(0, going).forEach(unit -> unit.positions().forEach(dropped::set));
    }
    return new Selection(layout.size(), dropped, ranks, fallback);
  }

  /// Keeps everything although nobody asked for a choice.
  public static Selection keepAll(PruningPolicy policy, PromptLayout layout) {
    List<Unit> ranked = ranked(policy, layout, TokenScores.of(new double[layout.size()]));
    return new Selection(
        layout.size(),
        new BitSet(),
        ranks(ranked, layout.size()),
        Optional.of(new Fallback.SwitchedOff()));
  }

  /// Why nothing can go whatever the scores turn out to be, if that is known beforehand.
  public static Optional<Fallback> futile(PruningPolicy policy, PromptLayout layout) {
    if (policy.budget() instanceof Budget.Mass) {
      return Optional.empty();
    }
    return select(policy, layout, PositionScores.recency(layout.size())).fallback();
  }

  private static List<Unit> ranked(PruningPolicy policy, PromptLayout layout, TokenScores scores) {
    Comparator<Unit> lowestThenLatest =
        Comparator.comparingDouble(Unit::score)
            .thenComparing(unit -> unit.positions().getLast(), Comparator.reverseOrder());
    return Units.of(policy, layout).stream()
        .map(positions -> unit(policy, positions, scores))
        .sorted(lowestThenLatest)
        .toList();
  }

  private static Unit unit(PruningPolicy policy, List<Integer> positions, TokenScores scores) {
    double mass = positions.stream().mapToDouble(scores::score).sum();
    double score =
        switch (policy.unitPool()) {
          case MAX -> positions.stream().mapToDouble(scores::score).max().orElseThrow();
          case MEAN -> mass / positions.size();
        };
    return new Unit(positions, score, mass);
  }

  private static int[] ranks(List<Unit> ranked, int size) {
    int[] ranks = new int[size];
    Arrays.fill(ranks, -1);
    int next = 0;
    for (Unit unit : ranked) {
      for (int position : unit.positions().reversed()) {
        ranks[position] = next++;
      }
    }
    return ranks;
  }

  /// How many of the ranked units go: all before the first that the budget does not let go.
  private static int countGoing(Budget budget, List<Unit> ranked, int prunable, double total) {
    int most =
        switch (budget) {
          case Budget.Rate(double rate) -> Budget.floorOfShare(rate, prunable);
          case Budget.Schedule schedule ->
              Budget.floorOfShare(schedule.rateFor(prunable), prunable);
          case Budget.Tokens _, Budget.Mass _ -> prunable;
        };
    int tokens = 0;
    double mass = 0;
    for (int going = 0; going < ranked.size(); going++) {
      Unit unit = ranked.get(going);
      boolean goes =
          switch (budget) {
            case Budget.Rate _, Budget.Schedule _ -> tokens + unit.positions().size() <= most;
            case Budget.Tokens(int keep) -> prunable - tokens > keep;
            case Budget.Mass(double epsilon) -> mass + unit.mass() <= epsilon * total;
          };
      if (!goes) {
        return going;
      }
      tokens += unit.positions().size();
      mass += unit.mass();
    }
    return ranked.size();
  }

  private static Optional<Fallback> fallback(
      PruningPolicy policy, List<Unit> ranked, int prunable, int going) {
    if (ranked.isEmpty()) {
      return Optional.of(new Fallback.NothingPrunable(policy.what()));
    }
    if (prunable < policy.minText()) {
      return Optional.of(new Fallback.TextTooShort(prunable, policy.minText()));
    }
    if (going == 0) {
      Budget budget = policy.budget();
      return Optional.of(
          new Fallback.BudgetDropsNothing(
              budget.setting() + "=" + budget.value(), prunable, Names.of(policy.unit())));
    }
    double lowest = ranked.getFirst().score();
    double highest = ranked.getLast().score();
    double scale = Math.max(Math.abs(lowest), Math.abs(highest));
    boolean orderDecides = going < ranked.size() && policy.flat() == FlatScores.KEEP;
    if (orderDecides && highest - lowest <= FLAT * scale) {
      return Optional.of(new Fallback.FlatScores(prunable, highest));
    }
    return Optional.empty();
  }
}
