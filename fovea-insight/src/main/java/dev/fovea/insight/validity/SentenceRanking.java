package dev.fovea.insight.validity;

import dev.fovea.insight.statistics.RankSum;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The sentences of one context in the order of one trace's scores.
///
/// @param scores one per sentence
/// @param tokensKept share of each sentence's tokens that stays
/// @param tokenCounts how many tokens each sentence has
/// @param dropped how many whole sentences go
record SentenceRanking(
    WorthContext context,
    List<Double> scores,
    List<Double> tokensKept,
    List<Integer> tokenCounts,
    int dropped) {

  /// How many whole sentences are as near as can be to the share of the prunable tokens that went.
  static int dropped(PruningTrace trace, int sentences) {
    PruningTrace.Counts counts = trace.counts();
    double rate = counts.prunable() == 0 ? 0 : (double) counts.pruned() / counts.prunable();
    return Math.toIntExact(Math.round(rate * sentences));
  }

  /// The ranking that a trace gives.
  ///
  /// @param sentences positions of each sentence's tokens
  static SentenceRanking of(
      WorthContext context,
      List<List<Integer>> sentences,
      PruningPolicy policy,
      PruningTrace trace,
      int dropped) {
    return new SentenceRanking(
        context,
        sentences.stream().map(tokens -> pooled(policy, trace, tokens)).toList(),
        sentences.stream().map(tokens -> kept(trace, tokens)).toList(),
        sentences.stream().map(List::size).toList(),
        dropped);
  }

  private static double pooled(PruningPolicy policy, PruningTrace trace, List<Integer> tokens) {
    DoubleStream scores = tokens.stream().map(trace.tokens()::get).mapToDouble(TokenTrace::score);
    return switch (policy.unitPool()) {
      case MAX -> scores.max().orElseThrow();
      case MEAN -> scores.average().orElseThrow();
    };
  }

  private static double kept(PruningTrace trace, List<Integer> tokens) {
    long kept = tokens.stream().map(trace.tokens()::get).filter(TokenTrace::kept).count();
    return (double) kept / tokens.size();
  }

  /// The measures that this context has.
  Map<Measure, Double> measures() {
    List<Integer> needed = context.of(Worth.NEEDED);
    List<Integer> gone = lowest();
    long lost = needed.stream().filter(gone::contains).count();
    Map<Measure, Double> measures = areas(context, scores);
    if (!gone.isEmpty()) {
      measures.put(Measure.PRECISION, 1 - (double) lost / gone.size());
    }
    measures.put(Measure.SURVIVAL, 1 - (double) lost / needed.size());
    measures.put(Measure.TOKENS_KEPT, tokensKept(needed));
    return measures;
  }

  /// The measures of an order alone.
  ///
  /// @param scores one per sentence
  static Map<Measure, Double> areas(WorthContext context, List<Double> scores) {
    List<Double> needed = of(scores, context.of(Worth.NEEDED));
    List<Double> misleading = of(scores, context.of(Worth.MISLEADING));
    List<Double> filler = of(scores, context.of(Worth.FILLER));
    Map<Measure, Double> areas = new EnumMap<>(Measure.class);
    areas.put(
        Measure.AUC,
        RankSum.area(needed, Stream.concat(misleading.stream(), filler.stream()).toList()));
    if (!misleading.isEmpty()) {
      areas.put(Measure.AUC_MISLEADING, RankSum.area(needed, misleading));
    }
    return areas;
  }

  /// The sentences that go: those that score lowest, of equal ones the later.
  private List<Integer> lowest() {
    return IntStream.range(0, scores.size())
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer i) -> scores.get(i))
                .thenComparing(Comparator.reverseOrder()))
        .limit(dropped)
        .toList();
  }

  private static List<Double> of(List<Double> scores, List<Integer> sentences) {
    return sentences.stream().map(scores::get).toList();
  }

  private double tokensKept(List<Integer> sentences) {
    double kept = 0;
    double all = 0;
    for (int sentence : sentences) {
      kept += tokensKept.get(sentence) * tokenCounts.get(sentence);
      all += tokenCounts.get(sentence);
    }
    return kept / all;
  }
}
