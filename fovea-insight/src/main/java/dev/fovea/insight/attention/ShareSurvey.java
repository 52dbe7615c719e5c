package dev.fovea.insight.attention;

import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.insight.reading.KeyGroup;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.insight.reading.RowMeans;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Collects attention shares while a prompt is being read.
final class ShareSurvey implements PrefillObserver {
  private static final KeyGroup[] KEYS = KeyGroup.values();

  private final int first;
  private final List<AttentionShares.Layer> layers = new ArrayList<>();

  /// @param first the first layer to look at
  ShareSurvey(int first) {
    this.first = first;
  }

  @Override
  public boolean wants(int layer) {
    return layer >= first;
  }

  @Override
  public void layer(LayerView view) {
    int[] labels =
        view.layout().tokens().stream()
            .mapToInt(token -> KeyGroup.of(token.role()).ordinal())
            .toArray();
    float[][][] shares = view.shares(labels, KEYS.length);
    Map<RowGroup, Integer> counts = new EnumMap<>(RowGroup.class);
    Map<RowGroup, List<Map<KeyGroup, Double>>> heads = new EnumMap<>(RowGroup.class);
    for (RowGroup group : RowGroup.values()) {
      int[] rows = group.rows(view.layout());
      if (rows.length > 0) {
        counts.put(group, rows.length);
        heads.put(group, means(shares, rows));
      }
    }
    layers.add(new AttentionShares.Layer(view.index(), counts, heads));
  }

  /// Head by head, from `[keys][heads][n]`.
  private static List<Map<KeyGroup, Double>> means(float[][][] shares, int[] rows) {
    List<Map<KeyGroup, Double>> heads = new ArrayList<>();
    for (int head = 0; head < shares[0].length; head++) {
      Map<KeyGroup, Double> means = new EnumMap<>(KeyGroup.class);
      for (KeyGroup key : KEYS) {
        means.put(key, RowMeans.of(shares[key.ordinal()][head], rows));
      }
      heads.add(means);
    }
    return heads;
  }

  List<AttentionShares.Layer> layers() {
    return layers;
  }
}
