package dev.fovea.insight.explain;

import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.chart.LineChart;
import dev.fovea.insight.page.chart.Series;
import dev.fovea.insight.page.chart.Unit;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.pruning.PruningTrace;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Which share of the last token's attention goes to pictures, layer by layer.
final class LayersSection {
  private LayersSection() {}

  static Section of(Explanation explanation) {
    return new Section(
        "layers",
        "Layers",
        "How much the pictures count, layer by layer",
        sentence(explanation),
        chart(explanation)
            .html(
                "Share of the last token's attention on visual tokens, mean over heads. Dashed: what an even spread over all tokens would give them."));
  }

  /// What the section shows for this prompt.
  private static String sentence(Explanation explanation) {
    List<Double> shares = explanation.attention().visualShare();
    if (explanation.subject().pictures().isEmpty() || shares.isEmpty()) {
      return "Without a picture there is nothing to share.";
    }
    int most = IntStream.range(0, shares.size()).boxed().max(byShare(shares)).orElse(0);
    int least = IntStream.range(0, shares.size()).boxed().min(byShare(shares)).orElse(0);
    return String.format(
        Locale.ROOT,
        "The answer starts from the last token. Before anything was pruned it gave %s of its attention to pictures in layer %d, the most, and %s in layer %d, the least; the mean of all %d layers is %s. Pictures are %s of the tokens.",
        Numbers.percent(shares.get(most)),
        most,
        Numbers.percent(shares.get(least)),
        least,
        shares.size(),
        Numbers.percent(shares.stream().mapToDouble(share -> share).average().orElse(0)),
        Numbers.percent(evenShare(explanation)));
  }

  private static Comparator<Integer> byShare(List<Double> shares) {
    return Comparator.comparingDouble(shares::get);
  }

  private static double evenShare(Explanation explanation) {
    PruningTrace.Counts counts = explanation.pruned().trace().counts();
    return (double) counts.visual() / Math.max(1, counts.prompt());
  }

  private static LineChart chart(Explanation explanation) {
    LineChart chart =
        LineChart.byLayer(
                "share of the last token's attention on pictures, by layer",
                "attention on pictures",
                Unit.SHARE,
                List.of(new Series("on pictures", explanation.attention().visualShare())))
            .with(new LineChart.Reference("even spread", evenShare(explanation)));
    PruningTrace trace = explanation.pruned().trace();
    return trace
        .layers()
        .filter(scored -> trace.fallback().isEmpty())
        .map(scored ->
            chart.with(new LineChart.Band("scored for pruning", scored.from(), scored.to())))
        .orElse(chart);
  }
}
