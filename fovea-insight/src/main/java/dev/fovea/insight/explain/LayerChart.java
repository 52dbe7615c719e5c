package dev.fovea.insight.explain;

import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PruningTrace;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A bar for every layer: which share of the last token's attention goes to pictures.
final class LayerChart {
  private static final double WIDTH = 480;
  private static final double LEFT = 44;
  private static final double TOP = 18;
  private static final double BOTTOM = 190;
  private static final double HEIGHT = 246;
  private static final double[] STEPS = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2};
  private static final int MOST_TICKS = 5;

  /// With more layers than this, bars carry no value and not every bar a number.
  private static final int FEW_LAYERS = 16;

  private final List<Double> shares;
  private final double evenShare;
  private final Optional<LayerRange.Resolved> scored;
  private final double step;
  private final double highest;
  private final double slot;

  private LayerChart(Explanation explanation) {
    shares = explanation.attention().visualShare();
    PruningTrace trace = explanation.pruned().trace();
    evenShare = (double) trace.counts().visual() / Math.max(1, trace.counts().prompt());
    scored = trace.fallback().isPresent() ? Optional.empty() : trace.layers();
    double most = Math.max(evenShare, shares.stream().mapToDouble(share -> share).max().orElse(0));
    double found = STEPS[STEPS.length - 1];
    for (int i = STEPS.length - 1; i >= 0 && most <= MOST_TICKS * STEPS[i]; i--) {
      found = STEPS[i];
    }
    step = found;
    highest = step * Math.max(1, Math.ceil(most / step - 1e-9));
    slot = (WIDTH - LEFT) / Math.max(1, shares.size());
  }

  /// What the section shows for this prompt.
  static String sentence(Explanation explanation) {
    List<Double> shares = explanation.attention().visualShare();
    if (explanation.pictures().isEmpty() || shares.isEmpty()) {
      return "Without a picture there is nothing to share.";
    }
    int most = IntStream.range(0, shares.size()).boxed().max(byShare(shares)).orElse(0);
    int least = IntStream.range(0, shares.size()).boxed().min(byShare(shares)).orElse(0);
    PruningTrace.Counts counts = explanation.pruned().trace().counts();
    return "The answer starts from the last token. Before anything was pruned it gave %s of its attention to pictures in layer %d, the most, and %s in layer %d, the least; the mean of all %d layers is %s. Pictures are %s of the tokens."
        .formatted(
            Numbers.percent(shares.get(most)),
            most,
            Numbers.percent(shares.get(least)),
            least,
            shares.size(),
            Numbers.percent(shares.stream().mapToDouble(share -> share).average().orElse(0)),
            Numbers.percent((double) counts.visual() / Math.max(1, counts.prompt())));
  }

  private static Comparator<Integer> byShare(List<Double> shares) {
    return Comparator.comparingDouble(shares::get);
  }

  /// The chart as inline SVG.
  static String svg(Explanation explanation) {
    LayerChart chart = new LayerChart(explanation);
    return """
    <svg class="chart" viewBox="0 0 %s %s" role="group" aria-label="Bar chart: share of the last token's attention on pictures, in percent, by layer">
    %s%s<g data-roving="%d">%s</g>%s%s</svg>\
    """
        .formatted(
            Numbers.coordinate(WIDTH),
            Numbers.coordinate(HEIGHT),
            chart.axis(),
            chart.scoredBand(),
            Math.max(1, chart.shares.size()),
            chart.bars(),
            chart.layerNumbers(),
            chart.evenLine());
  }

  /// The chart's numbers as rows of a table.
  static String rows(Explanation explanation) {
    List<Double> shares = explanation.attention().visualShare();
    return IntStream.range(0, shares.size())
        .mapToObj(layer ->
            "<tr><th scope=\"row\">%d</th><td>%s</td></tr>"
                .formatted(layer, Numbers.percent(shares.get(layer))))
        .collect(Collectors.joining("\n"));
  }

  private double y(double share) {
    return BOTTOM - (BOTTOM - TOP) * share / highest;
  }

  private String axis() {
    StringBuilder svg = new StringBuilder("<g aria-hidden=\"true\">");
    long ticks = Math.round(highest / step);
    for (long tick = 0; tick <= ticks; tick++) {
      String y = Numbers.coordinate(y(tick * step));
      svg.append(
          "<path class=\"%s\" d=\"M%s %sH%s\"/><text class=\"end\" x=\"%s\" y=\"%s\">%s</text>"
              .formatted(
                  tick == 0 ? "axis" : "grid",
                  Numbers.coordinate(LEFT),
                  y,
                  Numbers.coordinate(WIDTH),
                  Numbers.coordinate(LEFT - 6),
                  y,
                  tickLabel(tick * step)));
    }
    return svg.append(
            "<text class=\"middle\" x=\"%s\" y=\"%s\">layer, counted from 0</text></g>"
                .formatted(Numbers.coordinate((LEFT + WIDTH) / 2), Numbers.coordinate(HEIGHT - 6)))
        .toString();
  }

  private String tickLabel(double share) {
    return String.format(Locale.ROOT, step < 0.01 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  private String bars() {
    return IntStream.range(0, shares.size()).mapToObj(this::bar).collect(Collectors.joining());
  }

  private String bar(int layer) {
    double share = shares.get(layer);
    double gap = Math.min(4, slot * 0.2);
    boolean isScored = scored.isPresent() && isIn(scored.get(), layer);
    String tip =
        "layer %d\n%s of the last token's attention is on pictures%s"
            .formatted(layer, Numbers.percent(share), isScored ? "\nscored for pruning" : "");
    String rectangle =
        "<rect class=\"bar%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" data-layer=\"%d\" data-v=\"%s\" data-tip=\"%s\"/>"
            .formatted(
                isScored ? " scored" : "",
                Numbers.coordinate(LEFT + layer * slot + gap / 2),
                Numbers.coordinate(y(share)),
                Numbers.coordinate(slot - gap),
                Numbers.coordinate(BOTTOM - y(share)),
                layer,
                share,
                Html.text(tip));
    return shares.size() > FEW_LAYERS
        ? rectangle
        : rectangle
            + "<text class=\"middle value\" aria-hidden=\"true\" x=\"%s\" y=\"%s\">%s</text>"
                .formatted(
                    Numbers.coordinate(LEFT + (layer + 0.5) * slot),
                    Numbers.coordinate(y(share) - 7),
                    valueLabel(share));
  }

  private static String valueLabel(double share) {
    return String.format(Locale.ROOT, share < 0.01 ? "%.1f" : "%.0f", 100 * share);
  }

  private static boolean isIn(LayerRange.Resolved range, int layer) {
    return layer >= range.from() && layer < range.to();
  }

  private String layerNumbers() {
    int every = (shares.size() + FEW_LAYERS - 1) / FEW_LAYERS;
    return IntStream.range(0, shares.size())
        .filter(layer -> layer % Math.max(1, every) == 0)
        .mapToObj(layer ->
            "<text class=\"middle\" aria-hidden=\"true\" x=\"%s\" y=\"%s\">%d</text>"
                .formatted(
                    Numbers.coordinate(LEFT + (layer + 0.5) * slot),
                    Numbers.coordinate(BOTTOM + 12),
                    layer))
        .collect(Collectors.joining());
  }

  /// A line under the layers whose attention made the scores.
  private String scoredBand() {
    return scored
        .map(range -> {
          double from = LEFT + range.from() * slot;
          double to = LEFT + range.to() * slot;
          return "<g class=\"band\" aria-hidden=\"true\"><path d=\"M%s %sV%sH%sV%s\"/><text x=\"%s\" y=\"%s\">scored for pruning</text></g>"
              .formatted(
                  Numbers.coordinate(from + 1),
                  Numbers.coordinate(BOTTOM + 23),
                  Numbers.coordinate(BOTTOM + 28),
                  Numbers.coordinate(to - 1),
                  Numbers.coordinate(BOTTOM + 23),
                  Numbers.coordinate(to + 6),
                  Numbers.coordinate(BOTTOM + 28));
        })
        .orElse("");
  }

  /// Where every bar would end if attention were spread evenly over all tokens.
  private String evenLine() {
    String y = Numbers.coordinate(y(evenShare));
    return "<g class=\"even\" aria-hidden=\"true\"><path d=\"M%s %sH%s\"/></g>"
        .formatted(Numbers.coordinate(LEFT), y, Numbers.coordinate(WIDTH));
  }
}
