package dev.fovea.cli.insight;

import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.TextTable;
import dev.fovea.insight.attention.AttentionPage;
import dev.fovea.insight.attention.AttentionShares;
import dev.fovea.insight.attention.AttentionShares.Layer;
import dev.fovea.insight.reading.KeyGroup;
import dev.fovea.insight.reading.LengthSweep;
import dev.fovea.insight.reading.RowGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A measurement of [AttentionShares] as JSON and as a table.
final class AttentionReport {
  private static final List<RowGroup> ASKING =
      List.of(RowGroup.LAST, RowGroup.QUESTION, RowGroup.TEXT);

  private AttentionReport() {}

  static Map<String, @Nullable Object> json(
      MeasuredPrompt.Ready ready,
      AttentionShares shares,
      List<LengthSweep.Point<AttentionShares>> points) {
    Map<String, @Nullable Object> json = MeasureJson.of(ready, shares.pruning());
    Map<String, @Nullable Object> tokens = new LinkedHashMap<>();
    shares.keys().forEach((group, count) -> tokens.put(MeasureJson.key(group), count));
    json.put("tokens", tokens);
    json.put("whole", shares.whole().stream().map(AttentionReport::layer).toList());
    json.put("pruned", shares.pruned().stream().map(AttentionReport::layer).toList());
    json.put(
        "lengths",
        points.stream()
            .map(point ->
                JsonOutput.object(
                    "context", point.context(),
                    "tokens", point.tokens(),
                    "whole",
                        point.measured().whole().stream().map(AttentionReport::layer).toList()))
            .toList());
    return json;
  }

  private static Map<String, @Nullable Object> layer(Layer layer) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("layer", layer.layer());
    for (RowGroup asking : ASKING) {
      if (layer.heads().containsKey(asking)) {
        json.put(
            MeasureJson.key(asking),
            JsonOutput.object(
                "rows", layer.rows().get(asking),
                "mean", shares(layer.mean(asking)),
                "heads",
                    layer.heads().getOrDefault(asking, List.of()).stream()
                        .map(AttentionReport::shares)
                        .toList()));
      }
    }
    return json;
  }

  private static Map<String, @Nullable Object> shares(Map<KeyGroup, Double> shares) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    for (KeyGroup group : KeyGroup.values()) {
      json.put(MeasureJson.key(group), shares.get(group));
    }
    return json;
  }

  static String table(AttentionShares shares, List<LengthSweep.Point<AttentionShares>> points) {
    List<String> headings = new ArrayList<>(List.of("attention of", "layer"));
    for (KeyGroup group : KeyGroup.values()) {
      headings.add(group == KeyGroup.VISUAL ? "pictures" : MeasureJson.key(group));
    }
    boolean pruned = !shares.pruned().isEmpty();
    if (pruned) {
      headings.add("pictures, pruned");
    }
    TextTable table = new TextTable(1, headings.toArray(String[]::new));
    for (RowGroup asking : ASKING) {
      for (Layer layer : shares.whole()) {
        if (layer.heads().containsKey(asking)) {
          List<String> cells = new ArrayList<>(row(MeasureJson.key(asking), layer, asking));
          if (pruned) {
            cells.add(percent(shares.pruned().get(layer.layer()).mean(asking), KeyGroup.VISUAL));
          }
          table.row(cells);
        }
      }
    }
    String line = System.lineSeparator();
    return table.text()
        + line
        + String.join(line, AttentionPage.sentences(shares))
        + line
        + (points.isEmpty() ? "" : line + lengths(points));
  }

  private static List<String> row(String name, Layer layer, RowGroup asking) {
    List<String> cells = new ArrayList<>(List.of(name, Integer.toString(layer.layer())));
    for (KeyGroup group : KeyGroup.values()) {
      cells.add(percent(layer.mean(asking), group));
    }
    return cells;
  }

  private static String percent(Map<KeyGroup, Double> shares, KeyGroup group) {
    double share = shares.getOrDefault(group, Double.NaN);
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "-";
  }

  /// Means over layers.
  private static String lengths(List<LengthSweep.Point<AttentionShares>> points) {
    TextTable table = new TextTable(0, "context", "last on pictures", "question", "text");
    for (LengthSweep.Point<AttentionShares> point : points) {
      List<String> cells =
          new ArrayList<>(List.of(String.format(Locale.ROOT, "%,d", point.context())));
      for (RowGroup asking : ASKING) {
        double mean =
            point.measured().whole().stream()
                .mapToDouble(layer -> layer.mean(asking).getOrDefault(KeyGroup.VISUAL, Double.NaN))
                .average()
                .orElse(Double.NaN);
        cells.add(percent(Map.of(KeyGroup.VISUAL, mean), KeyGroup.VISUAL));
      }
      table.row(cells);
    }
    return table.text();
  }
}
