package dev.fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Counts recomputed the slow way: one multiplication and one addition after the other, and the
/// tensors of a loaded model.
class DecoderCostTest {

  @ParameterizedTest
  @CsvSource({
    // type, layers, hidden, inner, heads, key heads, head dimension, window, tokens
    "llama, 2, 8, 12, 4, 4, 2, 0, 7",
    "llama, 3, 8, 6, 4, 2, 4, 0, 1",
    "mistral, 2, 12, 10, 6, 2, 2, 3, 9",
    "mistral, 1, 12, 10, 6, 3, 2, 20, 9",
  })
  void countsEveryMultiplicationAndAddition(
      String type,
      int layers,
      int hidden,
      int inner,
      int heads,
      int keyHeads,
      int dimension,
      int window,
      int tokens) {
    TextConfig config = config(type, layers, hidden, inner, heads, keyHeads, dimension, window);
    Counter counter = new Counter();
    for (int layer = 0; layer < layers; layer++) {
      counter.linear(tokens, hidden, heads * dimension);
      counter.linear(tokens, hidden, keyHeads * dimension);
      counter.linear(tokens, hidden, keyHeads * dimension);
      counter.attention(tokens, heads, dimension, window);
      counter.linear(tokens, heads * dimension, hidden);
      counter.linear(tokens, hidden, inner);
      counter.linear(tokens, hidden, inner);
      counter.linear(tokens, inner, hidden);
    }
    counter.linear(1, hidden, config.vocabulary());
    assertThat(new DecoderCost(config, 2).prefillOperations(tokens)).isEqualTo(counter.operations);
  }

  /// Does the loops of the naive algorithms, and counts.
  private static final class Counter {
    long operations;

    void linear(int rows, int in, int out) {
      for (int row = 0; row < rows; row++) {
        for (int o = 0; o < out; o++) {
          for (int i = 0; i < in; i++) {
            operations += 2;
          }
        }
      }
    }

    void attention(int tokens, int heads, int dimension, int window) {
      for (int head = 0; head < heads; head++) {
        for (int query = 0; query < tokens; query++) {
          for (int key = 0; key <= query; key++) {
            boolean seen = window == 0 || query - key < window;
            for (int feature = 0; seen && feature < dimension; feature++) {
              operations += 2; // query with key
              operations += 2; // weight with value
            }
          }
        }
      }
    }
  }

  @Test
  void sevenBillionParametersTakeTwoOperationsEachForAToken() {
    JsonView json = JsonView.read(Path.of("configs", "llava-1.5-7b.json"));
    TextConfig config = Families.text(json);
    DecoderCost cost = new DecoderCost(config, 2);
    // Llama 7B: 6,738,415,616 parameters with a vocabulary of 32,000, here of 32,064.
    assertThat(cost.weightBytes()).isEqualTo(2 * (6_738_415_616L + 2 * 64 * 4096));
    long linear = 2L * 32 * (4 * 4096L * 4096 + 3 * 4096L * 11008);
    long attention = 32L * 4 * 4096 * (3076L * 3077 / 2);
    assertThat(cost.prefillOperations(3076))
        .isEqualTo(3076 * linear + attention + 2 * 32064L * 4096);
  }

  @ParameterizedTest
  @CsvSource({"float32, 4", "bfloat16, 2"})
  void aTokenReadsTheTensorsOfAllLayersOnce(String dtype, int elementBytes) {
    EngineOptions options = new EngineOptions(dtype, "cpu", 1);
    BenchSource source = new BenchSource.RandomWeights(Tiny.CONFIG);
    try (VisionLanguageModel one = source.load(options, OptionalInt.of(1));
        VisionLanguageModel three = source.load(options, OptionalInt.of(3))) {
      DecoderCost shallow = new DecoderCost(one.text().config(), elementBytes);
      DecoderCost deep = new DecoderCost(three.text().config(), elementBytes);
      long layers = three.weightBytes() - one.weightBytes();
      assertThat(deep.weightBytes() - shallow.weightBytes()).isEqualTo(layers);
      long cached = three.text().cacheBytes(50) - one.text().cacheBytes(50);
      assertThat(deep.decodeBytes(50) - shallow.decodeBytes(50)).isEqualTo(layers + cached);
    }
  }

  private static TextConfig config(
      String type,
      int layers,
      int hidden,
      int inner,
      int heads,
      int keyHeads,
      int dimension,
      int window) {
    String json =
        String.format(
            Locale.ROOT,
            """
            {"model_type": "%s", "vocab_size": 11, "num_hidden_layers": %d, "hidden_size": %d,
             "intermediate_size": %d, "num_attention_heads": %d, "num_key_value_heads": %d,
             "head_dim": %d, "sliding_window": %d}
            """,
            type,
            layers,
            hidden,
            inner,
            heads,
            keyHeads,
            dimension,
            window);
    JsonView text = JsonView.parse("config.json", json.getBytes(StandardCharsets.UTF_8));
    return Families.text(
        JsonView.empty("config.json")
            .with("model_type", "llava")
            .with("text_config", text.toJava()));
  }
}
