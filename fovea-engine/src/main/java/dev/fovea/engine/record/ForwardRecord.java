package dev.fovea.engine.record;

import dev.fovea.engine.internal.generate.Prefill;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.observe.PreparedPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// All that one forward pass computes, as Java floats: for comparisons and tests, on prompts for
/// which that fits.
public final class ForwardRecord {
  private final int width;
  private final float[] embeddings;
  private final List<float[]> deep;
  private final List<float[]> layers = new ArrayList<>();
  private final List<float[]> attention = new ArrayList<>();
  private final float[] finalNorm;
  private final float[] logits;

  private ForwardRecord(TextDecoder decoder, PreparedPrompt prompt, boolean withAttention) {
    int[] everything = IntStream.range(0, prompt.length()).toArray();
    width = decoder.config().hidden();
    try (Scope scope = new Scope()) {
      PreparedPrompt.Inputs inputs = prompt.inputs();
      embeddings = Tensors.toFloats(inputs.embeddings());
      deep = inputs.deep().stream().map(Tensors::toFloats).toList();
      Tensor hidden =
          Prefill.hidden(
              decoder,
              prompt,
              layer -> {
                layers.add(Tensors.toFloats(layer.hidden()));
                if (withAttention) {
                  attention.add(headsFirst(layer.weights(everything)));
                }
              });
      finalNorm = Tensors.toFloats(decoder.normalise(hidden));
      logits = Tensors.toFloats(decoder.logits(hidden));
    }
  }

  /// Runs the prompt.
  ///
  /// @param withAttention whether attention weights are recorded too, layers times heads times n *
  ///   n
  public static ForwardRecord of(
      TextDecoder decoder, PreparedPrompt prompt, boolean withAttention) {
    return decoder.gate().call(() -> new ForwardRecord(decoder, prompt, withAttention));
  }

  private static float[] headsFirst(float[][][] weights) {
    int rows = weights.length;
    int heads = weights[0].length;
    float[] flat = new float[Math.multiplyExact(heads * rows, rows)];
    for (int head = 0; head < heads; head++) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(weights[row][head], 0, flat, (head * rows + row) * rows, rows);
      }
    }
    return flat;
  }

  /// Merged embeddings of some rows, `[rows][hidden]` row by row.
  public float[] embeddings(int[] rows) {
    return rows(embeddings, rows, width);
  }

  /// For the first layers what is added to their output at the visual rows, `[visual
  /// rows][hidden]`.
  public List<float[]> deepFeatures() {
    return deep;
  }

  /// Output of a layer, residual added, before the final norm: `[rows][hidden]`.
  public float[] layer(int layer, int[] rows) {
    return rows(layers.get(layer), rows, width);
  }

  /// After the final norm: `[rows][hidden]`.
  public float[] finalNorm(int[] rows) {
    return rows(finalNorm, rows, width);
  }

  /// Logits: `[rows][vocabulary]`.
  public float[] logits(int[] rows) {
    return rows(logits, rows, logits.length / (embeddings.length / width));
  }

  /// Attention weights of a layer: `[heads][n][n]`.
  public float[] attention(int layer) {
    return attention.get(layer).clone();
  }

  private static float[] rows(float[] matrix, int[] rows, int width) {
    float[] some = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(matrix, rows[i] * width, some, i * width, width);
    }
    return some;
  }
}
