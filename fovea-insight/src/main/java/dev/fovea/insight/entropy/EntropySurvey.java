package dev.fovea.insight.entropy;

import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.insight.reading.RowMeans;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Collects entropies of attention rows while a prompt is being read.
final class EntropySurvey implements PrefillObserver {
  private final int first;
  private final Optional<boolean[]> stays;
  private final List<RowEntropy.Layer> layers = new ArrayList<>();
  private final List<RowEntropy.Layer> survivors = new ArrayList<>();

  /// @param first the first layer to look at
  /// @param stays which rows pruning keeps, where their means are wanted, too
  EntropySurvey(int first, Optional<boolean[]> stays) {
    this.first = first;
    this.stays = stays;
  }

  @Override
  public boolean wants(int layer) {
    return layer >= first;
  }

  @Override
  public void layer(LayerView view) {
    float[][] entropies = view.entropies();
    int[] everyRow = RowGroup.ALL.rows(view.layout());
    layers.add(means(view.index(), entropies, view.layout(), everyRow));
    stays.ifPresent(kept -> {
      int[] rows = IntStream.of(everyRow).filter(row -> kept[row]).toArray();
      survivors.add(means(view.index(), entropies, view.layout(), rows));
    });
  }

  private static RowEntropy.Layer means(
      int layer, float[][] entropies, PromptLayout layout, int[] among) {
    Map<RowGroup, Integer> counts = new EnumMap<>(RowGroup.class);
    Map<RowGroup, Double> nats = new EnumMap<>(RowGroup.class);
    PromptLayout some = layout.select(among);
    for (RowGroup group : RowGroup.values()) {
      int[] rows = IntStream.of(group.rows(some)).map(row -> among[row]).toArray();
      if (rows.length > 0) {
        counts.put(group, rows.length);
        nats.put(group, RowMeans.of(entropies, rows));
      }
    }
    return new RowEntropy.Layer(layer, counts, nats);
  }

  /// Means over all rows.
  List<RowEntropy.Layer> layers() {
    return layers;
  }

  /// Means over the rows that pruning keeps.
  List<RowEntropy.Layer> survivors() {
    return survivors;
  }
}
