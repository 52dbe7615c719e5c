package dev.fovea.cli.insight;

import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.TextTable;
import dev.fovea.insight.entropy.EntropyPage;
import dev.fovea.insight.entropy.RowEntropy;
import dev.fovea.insight.entropy.RowEntropy.Layer;
import dev.fovea.insight.entropy.RowEntropy.Prediction;
import dev.fovea.insight.entropy.RowEntropy.Pruned;
import dev.fovea.insight.reading.RowGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A measurement of [RowEntropy] as JSON and as a table.
final class EntropyReport {
  private static final List<RowGroup> ROWS =
      List.of(RowGroup.LAST, RowGroup.QUESTION, RowGroup.ALL);

  private EntropyReport() {}

  static Map<String, @Nullable Object> json(MeasuredPrompt.Ready ready, RowEntropy entropy) {
    Map<String, @Nullable Object> json = MeasureJson.of(ready, entropy.pruning().map(Pruned::run));
    json.put("whole", layers(entropy.whole()));
    json.put("same_rows", entropy.pruning().map(it -> layers(it.sameRows())).orElse(List.of()));
    json.put("pruned", entropy.pruning().map(it -> layers(it.layers())).orElse(List.of()));
    json.put(
        "predictions",
        entropy
            .pruning()
            .map(it -> it.predictions().stream().map(EntropyReport::prediction).toList())
            .orElse(List.of()));
    return json;
  }

  private static List<Map<String, @Nullable Object>> layers(List<Layer> layers) {
    return layers.stream().map(EntropyReport::layer).toList();
  }

  private static Map<String, @Nullable Object> layer(Layer layer) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("layer", layer.layer());
    for (RowGroup rows : ROWS) {
      if (layer.nats().containsKey(rows)) {
        json.put(
            MeasureJson.key(rows),
            JsonOutput.object("rows", layer.rows().get(rows), "nats", layer.nats().get(rows)));
      }
    }
    return json;
  }

  private static Map<String, @Nullable Object> prediction(Prediction prediction) {
    return JsonOutput.object(
        "asking", MeasureJson.key(prediction.asking()),
        "layer", prediction.layer(),
        "dropped_mass", prediction.droppedMass(),
        "visual_share", prediction.visualShare(),
        "predicted_visual_share", prediction.predictedVisualShare(),
        "measured_visual_share", prediction.measuredVisualShare(),
        "largest_error", prediction.largestError(),
        "entropy", prediction.entropy(),
        "predicted_entropy", prediction.predictedEntropy(),
        "measured_entropy", prediction.measuredEntropy(),
        "bound", prediction.bound());
  }

  static String table(RowEntropy entropy) {
    Optional<Pruned> pruning = entropy.pruning();
    List<String> headings = new ArrayList<>(List.of("entropy of", "layer", "nats"));
    pruning.ifPresent(_ -> headings.addAll(List.of("same rows", "pruned")));
    TextTable table = new TextTable(1, headings.toArray(String[]::new));
    for (RowGroup rows : ROWS) {
      for (Layer layer : entropy.whole()) {
        if (layer.nats().containsKey(rows)) {
          List<String> cells = new ArrayList<>();
          cells.add(MeasureJson.key(rows));
          cells.add(Integer.toString(layer.layer()));
          cells.add(nats(List.of(layer), layer.layer(), rows));
          pruning.ifPresent(it -> {
            cells.add(nats(it.sameRows(), layer.layer(), rows));
            cells.add(nats(it.layers(), layer.layer(), rows));
          });
          table.row(cells);
        }
      }
    }
    String line = System.lineSeparator();
    return table.text() + line + String.join(line, EntropyPage.sentences(entropy)) + line;
  }

  private static String nats(List<Layer> layers, int layer, RowGroup rows) {
    return layers.stream()
        .filter(it -> it.layer() == layer && it.nats().containsKey(rows))
        .map(it -> String.format(Locale.ROOT, "%.4f", it.nats().get(rows)))
        .findFirst()
        .orElse("-");
  }
}
