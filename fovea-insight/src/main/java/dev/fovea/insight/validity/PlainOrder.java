package dev.fovea.insight.validity;

import dev.fovea.insight.statistics.Estimate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// An order of sentences that needs no model: scores that do not beat it may be nothing but where a
/// sentence stands or how long it is.
public enum PlainOrder {
  /// What stands earlier scores higher.
  EARLIER,
  /// What stands later scores higher.
  LATER,
  /// What has fewer tokens scores higher.
  SHORTER,
  /// What has more tokens scores higher.
  LONGER;

  /// Measures that an order of sentences has without anything being pruned.
  static final List<Measure> MEASURES = List.of(Measure.AUC, Measure.AUC_MISLEADING);

  /// What an order reaches in one context.
  ///
  /// @param sentences positions of each sentence's tokens
  Map<Measure, Double> measures(WorthContext context, List<List<Integer>> sentences) {
    IntToDoubleFunction score =
        switch (this) {
          case EARLIER -> sentence -> -sentence;
          case LATER -> sentence -> sentence;
          case SHORTER -> sentence -> -sentences.get(sentence).size();
          case LONGER -> sentence -> sentences.get(sentence).size();
        };
    List<Double> scores = IntStream.range(0, sentences.size()).mapToDouble(score).boxed().toList();
    return SentenceRanking.areas(context, scores);
  }

  /// Of all orders the one with the highest mean; empty where no context has the measure.
  static Optional<PlainOrder> strongest(
      Map<PlainOrder, Map<Measure, Estimate>> orders, Measure measure) {
    Map<PlainOrder, Double> means = new EnumMap<>(PlainOrder.class);
    orders.forEach((order, estimates) -> {
      Estimate estimate = estimates.get(measure);
      if (estimate != null) {
        means.put(order, estimate.mean());
      }
    });
    return means.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }
}
