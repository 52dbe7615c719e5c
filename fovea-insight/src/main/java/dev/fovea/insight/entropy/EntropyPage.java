package dev.fovea.insight.entropy;

import dev.fovea.insight.entropy.RowEntropy.Layer;
import dev.fovea.insight.entropy.RowEntropy.Prediction;
import dev.fovea.insight.entropy.RowEntropy.Pruned;
import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.Subject;
import dev.fovea.insight.page.chart.LineChart;
import dev.fovea.insight.page.chart.Series;
import dev.fovea.insight.page.chart.Unit;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.html.Table;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.insight.report.ByLayer;
import dev.fovea.insight.report.Change;
import dev.fovea.insight.report.Groups;
import dev.fovea.insight.report.Lead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The page about [RowEntropy]: how spread attention is, before and after pruning, and whether
/// theory told what came.
public final class EntropyPage {
  private static final List<RowGroup> ROWS =
      List.of(RowGroup.LAST, RowGroup.QUESTION, RowGroup.ALL);

  private EntropyPage() {}

  /// The page.
  public static Page of(Subject subject, RowEntropy entropy) {
    List<Section> sections = new ArrayList<>();
    sections.add(whole(entropy));
    entropy
        .pruning()
        .ifPresent(pruned -> {
          for (RowGroup rows : ROWS) {
            if (has(pruned.sameRows(), rows) && has(pruned.layers(), rows)) {
              sections.add(pruned(pruned, rows));
            }
          }
          sections.add(theory(pruned));
        });
    return new Page(
        "Fovea entropy: " + subject.question(),
        "Fovea insight: entropy of attention",
        subject.question(),
        Lead.html(
            subject,
            "How spread the attention of a row is: 0 nats where one token gets it all, log n where n tokens get the same.",
            entropy.pruning().map(Pruned::run)),
        sections,
        "Entropy is counted in nats: natural logarithms. Mean over heads, and over rows where there are several.");
  }

  /// What the page says in words, for those who read no page.
  public static List<String> sentences(RowEntropy entropy) {
    List<String> sentences = new ArrayList<>(List.of(wholeSentence(entropy)));
    entropy
        .pruning()
        .ifPresent(pruned -> {
          for (RowGroup rows : ROWS) {
            if (has(pruned.sameRows(), rows) && has(pruned.layers(), rows)) {
              sentences.add(change(pruned, rows));
            }
          }
          sentences.add(theorySentence(pruned.predictions()));
        });
    return sentences;
  }

  private static boolean has(List<Layer> layers, RowGroup rows) {
    return layers.stream().anyMatch(layer -> layer.nats().containsKey(rows));
  }

  private static ByLayer nats(List<Layer> layers, int depth, RowGroup rows) {
    Double[] values = new Double[depth];
    Arrays.fill(values, Double.NaN);
    for (Layer layer : layers) {
      values[layer.layer()] = layer.nats().getOrDefault(rows, Double.NaN);
    }
    return new ByLayer(List.of(values));
  }

  private static Section whole(RowEntropy entropy) {
    int depth = entropy.whole().size();
    return new Section(
        "rows",
        "Rows",
        "How spread attention is",
        wholeSentence(entropy),
        LineChart.byLayer(
                "entropy of attention rows, by layer",
                "entropy",
                Unit.NATS,
                ROWS.stream()
                    .filter(rows -> has(entropy.whole(), rows))
                    .map(rows ->
                        new Series(Groups.text(rows), nats(entropy.whole(), depth, rows).values()))
                    .toList())
            .html("Entropy of attention rows of the prompt read whole."));
  }

  /// How spread the last token's attention is.
  static String wholeSentence(RowEntropy entropy) {
    ByLayer last = nats(entropy.whole(), entropy.whole().size(), RowGroup.LAST);
    return String.format(
        Locale.ROOT,
        "The last token's attention has an entropy of %s: on average as much as if it were spread evenly over %s.%s",
        last.range(Unit.NATS),
        tokens(Math.exp(last.mean())),
        last.depth("It is", Unit.NATS));
  }

  private static String tokens(double number) {
    return number < 1.05 ? "a single token" : Numbers.number(number) + " tokens";
  }

  private static Section pruned(Pruned pruned, RowGroup rows) {
    int depth = depth(pruned);
    List<Double> before = nats(pruned.sameRows(), depth, rows).values();
    List<Double> after = nats(pruned.layers(), depth, rows).values();
    return new Section(
        "pruned-" + rows.name().toLowerCase(Locale.ROOT),
        Groups.title(rows),
        "Before and after pruning: " + Groups.text(rows),
        change(pruned, rows),
        LineChart.byLayer(
                String.format(
                    Locale.ROOT,
                    "entropy of the rows of %s before and after pruning, by layer",
                    Groups.text(rows)),
                "entropy",
                Unit.NATS,
                List.of(new Series("before", before), new Series("after", after)))
            .html("Over the rows that survive pruning, so that the same rows are compared."));
  }

  private static int depth(Pruned pruned) {
    return Stream.concat(pruned.sameRows().stream(), pruned.layers().stream())
            .mapToInt(Layer::layer)
            .max()
            .orElse(-1)
        + 1;
  }

  private static String change(Pruned pruned, RowGroup rows) {
    int depth = depth(pruned);
    return Change.of(
            nats(pruned.sameRows(), depth, rows).values(),
            nats(pruned.layers(), depth, rows).values())
        .sentence("the entropy of the rows of " + Groups.text(rows), Unit.NATS);
  }

  private static Section theory(Pruned pruned) {
    List<List<String>> rows = new ArrayList<>();
    for (Prediction prediction : pruned.predictions()) {
      String who = Groups.text(prediction.asking());
      rows.add(
          List.of(
              who + ": share on pictures",
              Unit.SHARE.text(prediction.visualShare()),
              Unit.SHARE.text(prediction.predictedVisualShare()),
              Unit.SHARE.text(prediction.measuredVisualShare())));
      rows.add(
          List.of(
              who + ": entropy",
              Unit.NATS.text(prediction.entropy()),
              Unit.NATS.text(prediction.predictedEntropy()),
              Unit.NATS.text(prediction.measuredEntropy())));
    }
    return new Section(
        "theory",
        "Theory",
        "What theory said of the first pruned layer",
        theorySentence(pruned.predictions()),
        rows.isEmpty()
            ? ""
            : new Table(List.of("", "before", "predicted", "measured"), rows).html());
  }

  /// Whether the prediction came true.
  public static String theorySentence(List<Prediction> predictions) {
    if (predictions.isEmpty()) {
      return "Theory has nothing to say here: nothing was dropped, no layer came after, or a window hid part of the prompt.";
    }
    StringBuilder sentences = new StringBuilder();
    for (Prediction prediction : predictions) {
      double change = prediction.measuredEntropy() - prediction.entropy();
      sentences.append(
          String.format(
              Locale.ROOT,
              "Of the attention of %s, %s was on tokens that were dropped before layer %d, so a share v on pictures must become v/(1 − m) there: %s predicted, %s measured, with an error of at most %s in any head and row. ",
              Groups.text(prediction.asking()),
              Numbers.percent(prediction.droppedMass()),
              prediction.layer(),
              Numbers.percent(prediction.predictedVisualShare()),
              Numbers.percent(prediction.measuredVisualShare()),
              Numbers.number(prediction.largestError())));
      sentences.append(
          String.format(
              Locale.ROOT,
              "Its entropy changed by %s; dropping the smallest weights of every head and row would have lowered it by at least %s. ",
              Unit.NATS.text(change),
              Unit.NATS.text(Math.abs(prediction.bound()))));
    }
    return sentences.toString().strip();
  }
}
