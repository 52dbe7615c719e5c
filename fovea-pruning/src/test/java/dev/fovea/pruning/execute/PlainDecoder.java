package dev.fovea.pruning.execute;

import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.rope.RopeConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The oracle: a decoder of the Llama line in float64 and plain loops, which reads a sequence row
/// by row. Keys are stored unrotated, so that every row may see every key at another position, or
/// not at all.
final class PlainDecoder {
  private final TextConfig config;
  private final Map<String, double[]> weights;
  private final Rule rule;
  private final List<List<Row>> rows = new ArrayList<>();

  /// Which keys a row sees in a layer, and where it believes that they stand. A row's own query
  /// stands where its key does.
  interface Rule {
    boolean sees(int layer, int row, int key);

    /// Position on an axis: time, height, width; the same on all where there is only one.
    long position(int layer, int row, int key, int axis);
  }

  private record Row(double[] key, double[] value) {}

  PlainDecoder(Path folder, TextConfig config, Rule rule) {
    this.config = config;
    this.rule = rule;
    weights = PlainMath.weights(folder);
    for (int layer = 0; layer < config.layers(); layer++) {
      rows.add(new ArrayList<>());
    }
  }

  private double[] weight(String name) {
    return weights.getOrDefault(name + ".weight", new double[0]);
  }

  /// The embedding of a token.
  double[] embedding(int id) {
    double[] row = new double[config.hidden()];
    System.arraycopy(weight("embed_tokens"), id * row.length, row, 0, row.length);
    return row;
  }

  /// Reads the next row and returns its logits.
  ///
  /// @param deep what is added to the row behind each of the first layers
  double[] read(double[] embedding, List<double[]> deep) {
    double[] hidden = embedding;
    for (int layer = 0; layer < config.layers(); layer++) {
      hidden = layer(layer, hidden);
      hidden = layer < deep.size() ? PlainMath.plus(hidden, deep.get(layer)) : hidden;
    }
    double[] head = config.tied() ? weight("embed_tokens") : weight("lm_head");
    return PlainMath.times(head, normalised(hidden, weight("norm")));
  }

  private double[] layer(int layer, double[] hidden) {
    String prefix = "layers." + layer + ".";
    double[] normal = normalised(hidden, weight(prefix + "input_layernorm"));
    rows.get(layer)
        .add(
            new Row(
                headNorm(prefix + "self_attn.k_norm", map(prefix + "self_attn.k_proj", normal)),
                map(prefix + "self_attn.v_proj", normal)));
    double[] query =
        headNorm(prefix + "self_attn.q_norm", map(prefix + "self_attn.q_proj", normal));
    double[] mixed = PlainMath.plus(hidden, map(prefix + "self_attn.o_proj", attend(layer, query)));
    double[] fed = normalised(mixed, weight(prefix + "post_attention_layernorm"));
    double[] gate = map(prefix + "mlp.gate_proj", fed);
    double[] up = map(prefix + "mlp.up_proj", fed);
    for (int i = 0; i < gate.length; i++) {
      gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
    }
    return PlainMath.plus(mixed, map(prefix + "mlp.down_proj", gate));
  }

  /// A linear map, with a bias where there is one.
  private double[] map(String name, double[] x) {
    double[] product = PlainMath.times(weight(name), x);
    return PlainMath.plus(
        product, weights.getOrDefault(name + ".bias", new double[product.length]));
  }

  /// Normalises head by head, where the decoder does.
  private double[] headNorm(String name, double[] heads) {
    double[] weight = weight(name);
    double[] normal = heads.clone();
    for (int head = 0; weight.length > 0 && head < heads.length; head += weight.length) {
      double[] one = Arrays.copyOfRange(heads, head, head + weight.length);
      System.arraycopy(normalised(one, weight), 0, normal, head, weight.length);
    }
    return normal;
  }

  private double[] attend(int layer, double[] query) {
    List<Row> all = rows.get(layer);
    int row = all.size() - 1;
    int d = config.headDimension();
    int group = config.heads() / config.keyHeads();
    double[] output = new double[query.length];
    for (int head = 0; head < config.heads(); head++) {
      int keyOffset = head / group * d;
      double[] q = rotated(query, head * d, layer, row, row);
      double[] weighted = new double[d];
      double sum = 0;
      for (int j = 0; j <= row; j++) {
        if (!rule.sees(layer, row, j)) {
          continue;
        }
        double[] k = rotated(all.get(j).key(), keyOffset, layer, row, j);
        double product = 0;
        for (int i = 0; i < d; i++) {
          product += q[i] * k[i];
        }
        double weight = Math.exp(product / Math.sqrt(d));
        sum += weight;
        for (int i = 0; i < d; i++) {
          weighted[i] += weight * all.get(j).value()[keyOffset + i];
        }
      }
      for (int i = 0; i < d; i++) {
        output[head * d + i] = weighted[i] / sum;
      }
    }
    return output;
  }

  /// Features of a head, turned to where a row believes that a key stands.
  private double[] rotated(double[] features, int offset, int layer, int row, int key) {
    int d = config.headDimension();
    double[] turned = new double[d];
    for (int i = 0; i < d / 2; i++) {
      long position = rule.position(layer, row, key, axis(i));
      double angle = position * Math.pow(config.ropes().getFirst().theta(), -2.0 * i / d);
      double first = features[offset + i];
      double second = features[offset + i + d / 2];
      turned[i] = first * Math.cos(angle) - second * Math.sin(angle);
      turned[i + d / 2] = second * Math.cos(angle) + first * Math.sin(angle);
    }
    return turned;
  }

  /// The axis that a frequency turns with.
  private int axis(int frequency) {
    RopeConfig rope = config.ropes().getFirst();
    if (rope.interleaved()) {
      int axis = frequency % 3;
      return frequency < 3 * rope.sections().get(axis) ? axis : 0;
    }
    int end = 0;
    for (int axis = 0; axis < rope.sections().size(); axis++) {
      end += rope.sections().get(axis);
      if (frequency < end) {
        return axis;
      }
    }
    return 0;
  }

  private double[] normalised(double[] x, double[] weight) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double scale = 1 / Math.sqrt(squares / x.length + config.normEpsilon());
    double[] normal = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      normal[i] = x[i] * scale * weight[i];
    }
    return normal;
  }
}
