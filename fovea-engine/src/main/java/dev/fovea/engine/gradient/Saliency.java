package dev.fovea.engine.gradient;

import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.PromptLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// The information flow of a [GradientFlow] as whole matrices: for comparisons, on prompts for
/// which that fits.
///
/// @param loss L, the cross-entropy of the answer token
/// @param layers per layer I, `[n * n]` in row-major order
public record Saliency(double loss, List<float[]> layers) {

  public Saliency {
    layers = List.copyOf(layers);
  }

  /// Runs the prompt forwards and backwards.
  ///
  /// @param target id of the answer token
  public static Saliency of(TextDecoder decoder, PreparedPrompt prompt, int target) {
    Matrices matrices = new Matrices(decoder.config().layers(), prompt.length());
    GradientFlow.Loss loss =
        GradientFlow.run(
            decoder,
            prompt,
            PrefillObserver.NONE,
            OptionalInt.of(target),
            GradientFlow.Objective.LOSS,
            matrices);
    return new Saliency(loss.value(), matrices.layers);
  }

  /// Puts blocks of all keys together.
  private static final class Matrices implements FlowConsumer {
    private final List<float[]> layers = new ArrayList<>();

    Matrices(int count, int length) {
      for (int layer = 0; layer < count; layer++) {
        layers.add(new float[Math.multiplyExact(length, length)]);
      }
    }

    @Override
    public int[] keys(PromptLayout layout) {
      return IntStream.range(0, layout.size()).toArray();
    }

    @Override
    public void rows(int layer, PromptLayout layout, int firstRow, float[][] flow) {
      for (int row = 0; row < flow.length; row++) {
        int length = flow[row].length;
        System.arraycopy(flow[row], 0, layers.get(layer), (firstRow + row) * length, length);
      }
    }
  }
}
