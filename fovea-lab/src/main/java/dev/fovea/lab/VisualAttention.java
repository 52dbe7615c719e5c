package dev.fovea.lab;

import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.prompt.TokenRole;

/// The share of the last token's attention that is on visual tokens, mean over heads and layers.
final class VisualAttention implements PrefillObserver {
  private double sum;
  private int layers;

  @Override
  public void layer(LayerView view) {
    float[][] heads = view.receivedFrom(new int[] {view.length() - 1});
    int[] visual = view.layout().positions(TokenRole.VISUAL);
    double received = 0;
    for (float[] head : heads) {
      for (int position : visual) {
        received += head[position];
      }
    }
    sum += received / heads.length;
    layers++;
  }

  double share() {
    return sum / layers;
  }
}
