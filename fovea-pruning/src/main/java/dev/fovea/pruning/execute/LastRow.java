package dev.fovea.pruning.execute;

import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.LayerRange;
import java.util.stream.IntStream;

/// The last token's attention, mean over the heads of some layers.
final class LastRow implements PrefillObserver {
  private final LayerRange.Resolved range;
  private final PromptLayout layout;
  private final double[] attention;

  LastRow(LayerRange.Resolved range, PromptLayout layout) {
    this.range = range;
    this.layout = layout;
    attention = new double[layout.size()];
  }

  @Override
  public boolean wants(int layer) {
    return layer >= range.from() && layer < range.to();
  }

  @Override
  public void layer(LayerView view) {
    float[][] heads = view.receivedFrom(new int[] {view.length() - 1});
    for (float[] head : heads) {
      for (int j = 0; j < head.length; j++) {
        attention[j] += head[j] / heads.length / range.count();
      }
    }
  }

  /// The share of visual tokens in the attention on some rows.
  double visualShare(int[] rows) {
    double all = IntStream.of(rows).mapToDouble(row -> attention[row]).sum();
    double visual =
        IntStream.of(rows)
            .filter(row -> layout.tokens().get(row).role() == TokenRole.VISUAL)
            .mapToDouble(row -> attention[row])
            .sum();
    return visual / all;
  }

  /// The share of visual tokens in the attention on all rows.
  double visualShare() {
    return visualShare(IntStream.range(0, layout.size()).toArray());
  }
}
