package dev.fovea.insight.entropy;

import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.entropy.RowEntropy.Prediction;
import dev.fovea.insight.reading.RowGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Predicts some rows of the first pruned layer from the prompt read whole, with their weights
/// written out, and then compares with the pruned prompt.
final class FirstPrunedLayer {
  /// Rows whose weights are written out at once.
  private static final int TOGETHER = 16;

  private final RowGroup asking;
  private final int layer;
  private final boolean[] stays;
  private final List<Row> rows = new ArrayList<>();
  private Optional<Prediction> prediction = Optional.empty();

  FirstPrunedLayer(RowGroup asking, int layer, boolean[] stays) {
    this.asking = asking;
    this.layer = layer;
    this.stays = stays;
  }

  /// One row of one head.
  ///
  /// @param row in the whole prompt
  /// @param dropped m
  /// @param visual v
  /// @param predictedVisual of what is visual and stays, divided by 1 - m
  private record Row(
      int row,
      int head,
      double dropped,
      double visual,
      double predictedVisual,
      double entropy,
      double predictedEntropy) {}

  /// Looks at a layer of the prompt read whole.
  void whole(LayerView view) {
    if (view.index() != layer) {
      return;
    }
    int[] kept = IntStream.of(asking.rows(view.layout())).filter(row -> stays[row]).toArray();
    if (view.visibleFrom(kept)[0] < kept.length) {
      return; // A window reaches further back once rows are gone, to keys of which nothing is
      // known.
    }
    for (int from = 0; from < kept.length; from += TOGETHER) {
      int[] some = Arrays.copyOfRange(kept, from, Math.min(kept.length, from + TOGETHER));
      float[][][] weights = view.weights(some);
      for (int i = 0; i < some.length; i++) {
        for (int head = 0; head < weights[i].length; head++) {
          rows.add(row(view, some[i], head, weights[i][head]));
        }
      }
    }
  }

  private Row row(LayerView view, int row, int head, float[] weights) {
    double dropped = 0;
    double visual = 0;
    double visualKept = 0;
    double entropy = 0;
    double entropyKept = 0;
    for (int key = 0; key < weights.length; key++) {
      double weight = weights[key];
      double part = weight > 0 ? -weight * Math.log(weight) : 0;
      boolean isVisual = view.layout().tokens().get(key).role() == TokenRole.VISUAL;
      entropy += part;
      visual += isVisual ? weight : 0;
      if (stays[key]) {
        entropyKept += part;
        visualKept += isVisual ? weight : 0;
      } else {
        dropped += weight;
      }
    }
    double rest = 1 - dropped;
    return new Row(
        row,
        head,
        dropped,
        visual,
        visualKept / rest,
        entropy,
        entropyKept / rest + Math.log(rest));
  }

  /// Looks at a layer of the pruned prompt.
  void pruned(LayerView view) {
    if (view.index() != layer || rows.isEmpty()) {
      return;
    }
    int[] kept = IntStream.range(0, stays.length).filter(row -> stays[row]).toArray();
    int[] labels =
        view.layout().tokens().stream()
            .mapToInt(token -> token.role() == TokenRole.VISUAL ? 1 : 0)
            .toArray();
    float[][] shares = view.shares(labels, 2)[1];
    float[][] entropies = view.entropies();
    double share = 0;
    double entropy = 0;
    double worst = 0;
    for (Row row : rows) {
      int now = Arrays.binarySearch(kept, row.row());
      double measured = shares[row.head()][now];
      share += measured / rows.size();
      entropy += entropies[row.head()][now] / (double) rows.size();
      worst = Math.max(worst, Math.abs(measured - row.predictedVisual()));
    }
    prediction =
        Optional.of(
            new Prediction(
                asking,
                layer,
                mean(Row::dropped),
                mean(Row::visual),
                mean(Row::predictedVisual),
                share,
                worst,
                mean(Row::entropy),
                mean(Row::predictedEntropy),
                entropy,
                mean(row -> Math.log1p(-row.dropped()))));
  }

  private double mean(ToDoubleFunction<Row> number) {
    return rows.stream().mapToDouble(number).average().orElseThrow();
  }

  /// What was found, once both prompts were read.
  Optional<Prediction> prediction() {
    return prediction;
  }
}
