package dev.fovea.pruning.execute;

import dev.fovea.engine.internal.model.decoder.TextConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// The oracle: the decoder of Gemma 3 in float64 and plain loops, which computes a whole sequence
/// layer by layer, for its rows see ahead. Keys are stored unrotated, so that every row may see
/// every key at another position, or not at all.
final class PlainGemma {
  private final TextConfig config;
  private final Map<String, double[]> weights;

  PlainGemma(Path folder, TextConfig config) {
    this.config = config;
    weights = PlainMath.weights(folder);
  }

  private double[] weight(String name) {
    return weights.getOrDefault(name + ".weight", new double[0]);
  }

  /// The embedding of a token.
  double[] embedding(int id) {
    int width = config.hidden();
    double[] row = Arrays.copyOfRange(weight("embed_tokens"), id * width, (id + 1) * width);
    return Arrays.stream(row).map(value -> value * Math.sqrt(width)).toArray();
  }

  /// Logits of the last row.
  double[] logits(double[][] embeddings, PlainDecoder.Rule rule) {
    double[][] hidden = embeddings;
    for (int layer = 0; layer < config.layers(); layer++) {
      hidden = layer(layer, hidden, rule);
    }
    double[] last = hidden[hidden.length - 1];
    return PlainMath.times(weight("embed_tokens"), normalised(last, "norm"));
  }

  private double[][] layer(int layer, double[][] hidden, PlainDecoder.Rule rule) {
    String prefix = "layers." + layer + ".";
    int n = hidden.length;
    double[][] queries = new double[n][];
    double[][] keys = new double[n][];
    double[][] values = new double[n][];
    for (int row = 0; row < n; row++) {
      double[] normal = normalised(hidden[row], prefix + "input_layernorm");
      queries[row] = heads(normal, prefix, "q");
      keys[row] = heads(normal, prefix, "k");
      values[row] = PlainMath.times(weight(prefix + "self_attn.v_proj"), normal);
    }
    double[][] left = new double[n][];
    for (int row = 0; row < n; row++) {
      double[] attended =
          PlainMath.times(
              weight(prefix + "self_attn.o_proj"),
              attend(layer, row, queries[row], keys, values, rule));
      double[] mixed =
          PlainMath.plus(hidden[row], normalised(attended, prefix + "post_attention_layernorm"));
      double[] fed = feedForward(prefix, normalised(mixed, prefix + "pre_feedforward_layernorm"));
      left[row] = PlainMath.plus(mixed, normalised(fed, prefix + "post_feedforward_layernorm"));
    }
    return left;
  }

  private double[] heads(double[] normal, String prefix, String which) {
    double[] all = PlainMath.times(weight(prefix + "self_attn." + which + "_proj"), normal);
    int d = config.headDimension();
    double[] heads = new double[all.length];
    for (int begin = 0; begin < all.length; begin += d) {
      double[] head =
          normalised(
              Arrays.copyOfRange(all, begin, begin + d), prefix + "self_attn." + which + "_norm");
      System.arraycopy(head, 0, heads, begin, d);
    }
    return heads;
  }

  private double[] attend(
      int layer,
      int row,
      double[] query,
      double[][] keys,
      double[][] values,
      PlainDecoder.Rule rule) {
    int d = config.headDimension();
    double theta = config.ropes().get(layer).theta();
    double[] output = new double[query.length];
    for (int head = 0; head < config.heads(); head++) {
      int offset = head / (config.heads() / config.keyHeads()) * d;
      double[] q = rotated(query, head * d, d, theta, rule.position(layer, row, row, 0));
      double sum = 0;
      for (int key = 0; key < keys.length; key++) {
        if (!rule.sees(layer, row, key)) {
          continue;
        }
        double[] k = rotated(keys[key], offset, d, theta, rule.position(layer, row, key, 0));
        double product = 0;
        for (int i = 0; i < d; i++) {
          product += q[i] * k[i];
        }
        double weight = Math.exp(product / Math.sqrt(24));
        sum += weight;
        for (int i = 0; i < d; i++) {
          output[head * d + i] += weight * values[key][offset + i];
        }
      }
      for (int i = 0; i < d; i++) {
        output[head * d + i] /= sum;
      }
    }
    return output;
  }

  /// One head's `d` features, turned to a position.
  private static double[] rotated(
      double[] features, int offset, int d, double theta, long position) {
    double[] turned = new double[d];
    for (int i = 0; i < d / 2; i++) {
      double angle = position * Math.pow(theta, -2.0 * i / d);
      double first = features[offset + i];
      double second = features[offset + i + d / 2];
      turned[i] = first * Math.cos(angle) - second * Math.sin(angle);
      turned[i + d / 2] = second * Math.cos(angle) + first * Math.sin(angle);
    }
    return turned;
  }

  private double[] feedForward(String prefix, double[] normal) {
    double[] gate = PlainMath.times(weight(prefix + "mlp.gate_proj"), normal);
    double[] up = PlainMath.times(weight(prefix + "mlp.up_proj"), normal);
    for (int i = 0; i < gate.length; i++) {
      double x = gate[i];
      double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
      gate[i] = 0.5 * x * (1 + Math.tanh(inner)) * up[i];
    }
    return PlainMath.times(weight(prefix + "mlp.down_proj"), gate);
  }

  private double[] normalised(double[] x, String name) {
    double[] weight = weight(name);
    double squares = Arrays.stream(x).map(value -> value * value).sum();
    double scale = 1 / Math.sqrt(squares / x.length + config.normEpsilon());
    double[] normal = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      normal[i] = x[i] * scale * (1 + weight[i]);
    }
    return normal;
  }
}
