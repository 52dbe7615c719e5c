package dev.fovea.insight.flow;

import dev.fovea.insight.flow.InformationFlow.Layer;
import dev.fovea.insight.flow.InformationFlow.Run;
import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.Subject;
import dev.fovea.insight.page.chart.LineChart;
import dev.fovea.insight.page.chart.Series;
import dev.fovea.insight.page.chart.Unit;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.report.ByLayer;
import dev.fovea.insight.report.Change;
import dev.fovea.insight.report.Lead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/// The page about [InformationFlow]: where what decides the answer flows from the pictures to.
public final class FlowPage {
  private static final String LAST = "into the last token (S_vt)";
  private static final String KEPT = "into kept text (S_vr)";
  private static final String DROPPED = "into dropped text (S_vc)";

  private FlowPage() {}

  /// The page.
  public static Page of(Subject subject, InformationFlow flow) {
    List<Section> sections = new ArrayList<>();
    sections.add(whole(flow));
    flow.pruned()
        .ifPresent(pruned -> {
          sections.add(
              compared(
                  "last",
                  "Last token",
                  "the flow from pictures into the last token",
                  flow,
                  pruned,
                  Layer::toLast));
          sections.add(
              compared(
                  "kept",
                  "Kept text",
                  "the flow from pictures into kept text",
                  flow,
                  pruned,
                  Layer::toKeptText));
        });
    return new Page(
        "Fovea flow: " + subject.question(),
        "Fovea insight: information flow",
        subject.question(),
        Lead.html(
            subject,
            "How much of what decides for the answer flows out of the pictures, layer by layer: attention times the gradient of the answer token's log-odds. "
                + FlowWords.tokens(flow),
            flow.pruning()),
        sections,
        "Flow is |sum over heads of attention × gradient|, mean over pairs of a visual token and a later row (after Wang et al. 2023, arXiv 2305.14160), of the log-odds of the answer token: times 1 − p, its doubt, it is exactly the flow of the loss. It says which edges the answer is sensitive to, to first order.");
  }

  /// What the page says in words, for those who read no page.
  public static List<String> sentences(InformationFlow flow) {
    List<String> sentences = new ArrayList<>(List.of(sentence(flow)));
    flow.pruned()
        .ifPresent(pruned ->
            sentences.add(
                change("the flow from pictures into the last token", flow, pruned, Layer::toLast)));
    return sentences;
  }

  /// What pruning did to a flow; where the runs are not alike, both flows and why they are not.
  private static String change(
      String quantity, InformationFlow flow, Run pruned, Function<Layer, OptionalDouble> value) {
    int depth = Math.max(depth(flow.whole()), depth(pruned));
    Change change =
        Change.of(
            values(flow.whole(), depth, value).values(), values(pruned, depth, value).values());
    return flow.alike()
        ? change.sentence(quantity, Unit.PLAIN)
        : change.sideBySide(quantity, Unit.PLAIN) + " " + FlowWords.unlike(flow.whole(), pruned);
  }

  private static ByLayer values(Run run, int depth, Function<Layer, OptionalDouble> value) {
    Double[] values = new Double[depth];
    Arrays.fill(values, Double.NaN);
    for (Layer layer : run.layers()) {
      values[layer.layer()] = value.apply(layer).orElse(Double.NaN);
    }
    return new ByLayer(List.of(values));
  }

  private static int depth(Run run) {
    return run.layers().stream().mapToInt(Layer::layer).max().orElse(-1) + 1;
  }

  private static Section whole(InformationFlow flow) {
    Run run = flow.whole();
    int depth = depth(run);
    String text = flow.pruned().isPresent() ? KEPT : "into all text (S_vr)";
    return new Section(
        "flow",
        "Flow",
        "Where the pictures' information goes",
        sentence(flow),
        LineChart.byLayer(
                "information flow out of pictures, by layer",
                "flow",
                Unit.PLAIN,
                Stream.of(
                        new Series(LAST, values(run, depth, Layer::toLast).values()),
                        new Series(text, values(run, depth, Layer::toKeptText).values()),
                        new Series(DROPPED, values(run, depth, Layer::toPrunedText).values()))
                    .filter(series -> series.values().stream().anyMatch(Double::isFinite))
                    .toList())
            .html(
                "Mean flow of a pair of a visual token and a later row, in the prompt read whole."));
  }

  /// Where most flows to, and in which layers.
  static String sentence(InformationFlow flow) {
    int depth = depth(flow.whole());
    ByLayer last = values(flow.whole(), depth, Layer::toLast);
    ByLayer kept = values(flow.whole(), depth, Layer::toKeptText);
    ByLayer dropped = values(flow.whole(), depth, Layer::toPrunedText);
    if (last.isEmpty()) {
      return "Without a picture nothing flows out of one.";
    }
    StringBuilder sentence = new StringBuilder();
    sentence.append(
        String.format(
            Locale.ROOT,
            "A visual token passes %s to the last token.%s",
            last.range(Unit.PLAIN),
            last.depth("That is", Unit.PLAIN)));
    if (!kept.isEmpty()) {
      sentence.append(
          String.format(
              Locale.ROOT,
              " To a token of %s it passes %s on average%s.",
              dropped.isEmpty() ? "the text" : "the text that stays",
              Unit.PLAIN.text(kept.mean()),
              times(last.mean(), kept.mean())));
    }
    if (!dropped.isEmpty()) {
      sentence.append(
          String.format(
              Locale.ROOT,
              " To a token that pruning drops it passes %s%s.",
              Unit.PLAIN.text(dropped.mean()),
              kept.isEmpty()
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      ": what is dropped %s from the pictures than what stays",
                      dropped.mean() < kept.mean() ? "takes less" : "does not take less")));
    }
    return sentence.toString();
  }

  private static String times(double last, double kept) {
    return kept > 0 && last > 0
        ? String.format(Locale.ROOT, ", which is %s of what the last token gets", part(kept / last))
        : "";
  }

  private static String part(double ratio) {
    return ratio < 1 ? Numbers.percent(ratio) : Numbers.number(ratio) + " times";
  }

  private static Section compared(
      String id,
      String name,
      String quantity,
      InformationFlow flow,
      Run pruned,
      Function<Layer, OptionalDouble> value) {
    int depth = Math.max(depth(flow.whole()), depth(pruned));
    List<Double> before = values(flow.whole(), depth, value).values();
    List<Double> after = values(pruned, depth, value).values();
    return new Section(
        id,
        name,
        "Before and after pruning: " + quantity,
        change(quantity, flow, pruned, value),
        LineChart.byLayer(
                quantity + " before and after pruning, by layer",
                "flow",
                Unit.PLAIN,
                List.of(new Series("before", before), new Series("after", after)))
            .html("Mean flow of a pair. " + FlowWords.tokens(flow)));
  }
}
