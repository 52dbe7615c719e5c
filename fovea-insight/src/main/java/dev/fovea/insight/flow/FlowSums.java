package dev.fovea.insight.flow;

import dev.fovea.engine.gradient.FlowConsumer;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Folds the flow out of visual tokens into the three means of every layer.
final class FlowSums implements FlowConsumer {
  private final boolean[] stays;
  private final List<Mean> keptText = new ArrayList<>();
  private final List<Mean> last = new ArrayList<>();
  private final List<Mean> prunedText = new ArrayList<>();

  /// @param stays which rows of the whole prompt pruning keeps
  FlowSums(int layers, boolean[] stays) {
    this.stays = stays;
    for (int layer = 0; layer < layers; layer++) {
      keptText.add(new Mean());
      last.add(new Mean());
      prunedText.add(new Mean());
    }
  }

  /// A mean in the making.
  private static final class Mean {
    private double sum;
    private long count;

    void add(double value) {
      sum += value;
      count++;
    }

    OptionalDouble value() {
      return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }
  }

  @Override
  public int[] keys(PromptLayout layout) {
    return layout.positions(TokenRole.VISUAL);
  }

  @Override
  public void rows(int layer, PromptLayout layout, int firstRow, float[][] flow) {
    int[] visual = keys(layout);
    for (int i = 0; i < flow.length; i++) {
      int row = firstRow + i;
      if (layout.tokens().get(row).role() != TokenRole.VISUAL) {
        Mean mean = meanOf(layer, layout, row);
        for (int j = 0; j < visual.length && visual[j] < row; j++) {
          mean.add(flow[i][j]);
        }
      }
    }
  }

  private Mean meanOf(int layer, PromptLayout layout, int row) {
    if (row == layout.size() - 1) {
      return last.get(layer);
    }
    // Once rows were dropped all that are left are kept ones.
    boolean kept = layout.size() < stays.length || stays[row];
    return (kept ? keptText : prunedText).get(layer);
  }

  /// What was found, layer by layer.
  List<InformationFlow.Layer> layers() {
    List<InformationFlow.Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < last.size(); layer++) {
      layers.add(
          new InformationFlow.Layer(
              layer,
              keptText.get(layer).value(),
              last.get(layer).value(),
              prunedText.get(layer).value()));
    }
    return layers;
  }
}
