package dev.fovea.engine.internal.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.rope.RopeConfig;
import dev.fovea.engine.internal.model.rope.RopeScaling;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys that a configuration leaves out mean the defaults of its class in transformers 5.18.
class TextConfigTest {

  private static TextConfig config(String json) {
    return config(json, false);
  }

  /// A decoder's keys in the configuration of the family that its class belongs to, or of LLaVA.
  ///
  /// @param tiedAround whether that configuration ties the output weights
  private static TextConfig config(String json, boolean tiedAround) {
    JsonView text = json(json);
    String type = text.string("model_type", "");
    return Families.text(
        json("{}")
            .with("model_type", type.endsWith("_text") ? type.replace("_text", "") : "llava")
            .with("text_config", text.toJava())
            .with("tie_word_embeddings", tiedAround));
  }

  private static JsonView json(String json) {
    return JsonView.parse("config.json", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "llama, 32000, 11008, 32, 128, 2048, false, false, 0",
    "mistral, 32000, 14336, 8, 128, 131072, false, false, 4096",
    "qwen2, 151936, 22016, 32, 128, 32768, true, false, 0",
    "qwen3, 151936, 22016, 32, 128, 32768, false, true, 0",
  })
  void everyClassHasItsOwnDefaults(
      String type,
      int vocabulary,
      int intermediate,
      int keyHeads,
      int headDimension,
      int positions,
      boolean bias,
      boolean norm,
      int window) {
    assertThat(config(String.format(Locale.ROOT, "{'model_type': '%s'}", type)))
        .isEqualTo(
            new TextConfig(
                type,
                vocabulary,
                4096,
                intermediate,
                32,
                32,
                keyHeads,
                headDimension,
                1e-6,
                positions,
                "silu",
                bias,
                false,
                false,
                norm,
                false,
                Collections.nCopies(
                    32,
                    new RopeConfig(
                        headDimension,
                        10000,
                        positions,
                        new RopeScaling.Default(),
                        List.of(),
                        false)),
                Collections.nCopies(32, window)));
  }

  @ParameterizedTest
  @CsvSource({
    "qwen2_vl_text, 152064, 8192, 29568, 80, 64, 8, 128, 1e-5, 32768, true, false, 1e6, 16 24 24",
    "qwen2_5_vl_text, 152064, 8192, 29568, 80, 64, 8, 128, 1e-5, 32768, true, false, 1e6, 16 24 24",
    "qwen3_vl_text, 151936, 4096, 22016, 32, 32, 32, 128, 1e-6, 128000, false, true, 5e5, 24 20 20",
  })
  void decodersOfVisionModelsHaveDefaultsAndSectionsToo(
      String type,
      int vocabulary,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int keyHeads,
      int headDimension,
      double epsilon,
      int positions,
      boolean bias,
      boolean norm,
      double theta,
      String sections) {
    RopeConfig rope =
        new RopeConfig(
            headDimension,
            theta,
            positions,
            new RopeScaling.Default(),
            List.of(sections.split(" ")).stream().map(Integer::valueOf).toList(),
            type.startsWith("qwen3"));

    assertThat(config(String.format(Locale.ROOT, "{'model_type': '%s'}", type)))
        .isEqualTo(
            new TextConfig(
                type,
                vocabulary,
                hidden,
                intermediate,
                layers,
                heads,
                keyHeads,
                headDimension,
                epsilon,
                positions,
                "silu",
                bias,
                false,
                false,
                norm,
                false,
                Collections.nCopies(layers, rope),
                Collections.nCopies(layers, 0)));
  }

  private static final String FLAT =
      "'model_type': 'qwen2_vl', 'hidden_size': 64, 'num_attention_heads': 4, 'num_key_value_heads': 2,"
          + " 'tie_word_embeddings': true, 'rope_theta': 1000.0,"
          + " 'rope_scaling': {'type': 'mrope', 'mrope_section': [2, 3, 3]}";

  @Test
  void thePublishedFormHasTheDecodersKeysAtTheTopLevel() {
    TextConfig flat = Families.text(json("{" + FLAT + "}"));

    assertThat(flat.type()).isEqualTo("qwen2_vl_text");
    assertThat(flat.tied()).isTrue();
    assertThat(flat.layers()).isEqualTo(80);
    assertThat(flat.ropes().getFirst())
        .isEqualTo(
            new RopeConfig(16, 1000, 32768, new RopeScaling.Default(), List.of(2, 3, 3), false));
  }

  @Test
  void aSectionOfTheDecoderReplacesKeysAtTheTopLevel() {
    TextConfig nested =
        Families.text(
            json(
                String.format(
                    Locale.ROOT,
                    "{%s, 'text_config': {'model_type': 'qwen2', 'hidden_size': 1024, 'num_attention_heads': 8}}",
                    FLAT)));

    assertThat(nested.type()).isEqualTo("qwen2_vl_text");
    assertThat(nested.hidden()).isEqualTo(1024);
    assertThat(nested.ropes().getFirst().sections()).containsExactly(16, 24, 24);
  }

  @ParameterizedTest
  @CsvSource({
    "llava, llama, false",
    "llava_next, llama, false",
    "llava_onevision, qwen2, false",
    "internvl, qwen2, true",
    "idefics3, llama, false",
    "mistral3, mistral, true",
    "qwen3_vl, qwen3_vl_text, false",
  })
  void everyFamilyHasItsUsualDecoder(String family, String type, boolean tied) {
    TextConfig config =
        Families.text(
            json(String.format(Locale.ROOT, "{'model_type': '%s', 'text_config': {}}", family)));

    assertThat(config.type()).isEqualTo(type);
    assertThat(config.tied()).isEqualTo(tied);
  }

  @Test
  void keysOfTheDecoderAreChangedWhereTheyStand() {
    for (String config : List.of(FLAT, "'model_type': 'llava', 'text_config': {'vocab_size': 9}")) {
      JsonView before = json("{" + config + "}");
      JsonView after = TextPart.changed(before, text -> text.with("num_hidden_layers", 3L));

      assertThat(Families.text(after).layers()).isEqualTo(3);
      assertThat(Families.text(after).vocabulary()).isEqualTo(Families.text(before).vocabulary());
    }
  }

  @Test
  void otherFamiliesNeedASectionForTheDecoder() {
    assertThatThrownBy(() -> Families.text(json("{'model_type': 'qwen3_vl', 'vocab_size': 9}")))
        .isInstanceOf(FoveaException.class)
        .hasMessage("config.json: text_config: expected an object, found nothing");
  }

  @Test
  void withoutATypeItIsLlama() {
    assertThat(config("{}")).isEqualTo(config("{'model_type': 'llama'}"));
  }

  @ParameterizedTest
  @CsvSource({
    "llama, 16",
    "mistral, 16",
    "qwen2, 16",
    "qwen3, 16",
  })
  void anExplicitNullMeansAsManyKeyHeadsAsQueryHeads(String type, int heads) {
    TextConfig config =
        config(
            String.format(
                Locale.ROOT,
                "{'model_type': '%s', 'hidden_size': 256, 'num_attention_heads': %d, 'num_key_value_heads': null}",
                type,
                heads));

    assertThat(config.keyHeads()).isEqualTo(heads);
  }

  @Test
  void anExplicitNullOfTheHeadDimensionMeansTheDefault() {
    String json =
        "{'model_type': '%s', 'hidden_size': 64, 'num_attention_heads': 4, 'head_dim': null}";

    assertThat(config(String.format(Locale.ROOT, json, "llama")).headDimension()).isEqualTo(16);
    assertThat(config(String.format(Locale.ROOT, json, "qwen3")).headDimension()).isEqualTo(128);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'model_type': 'mistral', 'sliding_window': 64 | 64 64 64 64",
        "'model_type': 'mistral', 'sliding_window': null | 0 0 0 0",
        "'model_type': 'mistral' | 4096 4096 4096 4096",
        "'model_type': 'llama', 'sliding_window': 64 | 0 0 0 0",
        "'model_type': 'qwen2', 'sliding_window': 48 | 0 0 0 0",
        "'model_type': 'qwen2', 'use_sliding_window': true, 'sliding_window': 48,"
            + " 'max_window_layers': 2 | 0 0 48 48",
        "'model_type': 'qwen2', 'use_sliding_window': true, 'sliding_window': 48 | 0 0 0 0",
        "'model_type': 'qwen2', 'use_sliding_window': true, 'max_window_layers': 3 | 0 0 0 4096",
        "'model_type': 'qwen2_vl_text', 'use_sliding_window': true, 'sliding_window': 20,"
            + " 'max_window_layers': 1 | 0 20 20 20",
        "'model_type': 'qwen2_5_vl_text', 'use_sliding_window': true | 0 0 0 0",
        "'model_type': 'qwen3_vl_text', 'use_sliding_window': true, 'max_window_layers': 0 | 0 0 0 0",
        "'model_type': 'qwen3', 'use_sliding_window': true, 'sliding_window': 40, 'max_window_layers': 9,"
            + " 'layer_types': ['full_attention', 'sliding_attention', 'full_attention',"
            + " 'sliding_attention'] | 0 40 0 40",
      })
  void windowsAreThoseOfTheClass(String keys, String windows) {
    assertThat(config("{'num_hidden_layers': 4, " + keys + "}").windows())
        .isEqualTo(List.of(windows.split(" ")).stream().map(Integer::valueOf).toList());
  }

  @Test
  void biasesAreThoseOfTheClass() {
    TextConfig llama = config("{'attention_bias': true, 'mlp_bias': true}");
    TextConfig qwen2 = config("{'model_type': 'qwen2', 'attention_bias': true, 'mlp_bias': true}");
    TextConfig mistral = config("{'model_type': 'mistral', 'attention_bias': true}");
    TextConfig qwen3 = config("{'model_type': 'qwen3', 'attention_bias': true}");

    assertThat(List.of(llama.queryKeyValueBias(), llama.outputBias(), llama.mlpBias()))
        .containsExactly(true, true, true);
    assertThat(List.of(qwen2.queryKeyValueBias(), qwen2.outputBias(), qwen2.mlpBias()))
        .containsExactly(true, false, false);
    assertThat(List.of(mistral.queryKeyValueBias(), mistral.outputBias()))
        .containsExactly(false, false);
    assertThat(List.of(qwen3.queryKeyValueBias(), qwen3.outputBias(), qwen3.mlpBias()))
        .containsExactly(true, true, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'rope_theta': 5e5 | 500000 | 1",
        "'rope_theta': 777.0, 'rope_parameters': {'rope_theta': 20000.0} | 20000 | 1",
        "'rope_theta': 777.0, 'rope_scaling': null | 777 | 1",
        "'rope_theta': 777.0, 'rope_scaling': {'type': 'linear', 'factor': 2.0} | 777 | 2",
        "'rope_scaling': {'type': 'linear', 'factor': 2.0},"
            + " 'rope_parameters': {'rope_type': 'linear', 'factor': 8.0} | 10000 | 2",
        "'rope_parameters': {'type': 'dynamic', 'rope_type': 'linear', 'factor': 3.0} | 10000 | 3",
        "'rope_scaling': {}, 'rope_parameters': {'rope_type': 'linear', 'factor': 8.0} | 10000 | 8",
      })
  void ropeIsReadFromOldAndNewKeys(String keys, double theta, double factor) {
    TextConfig config = config("{" + keys + "}");

    assertThat(config.ropes()).hasSize(32).allMatch(rope -> rope.theta() == theta);
    assertThat(config.ropes().getFirst().scaling())
        .isEqualTo(factor == 1 ? new RopeScaling.Default() : new RopeScaling.Linear(factor));
  }

  @Test
  void aShareOfTurningFeaturesCountsForStretchedRopesOnly() {
    String keys = "{'partial_rotary_factor': 0.5, 'rope_scaling': {'type': '%s', 'factor': 2.0}}";

    assertThat(config(String.format(Locale.ROOT, keys, "linear")).ropes().getFirst().dimension())
        .isEqualTo(64);
    assertThat(config(String.format(Locale.ROOT, keys, "default")).ropes().getFirst().dimension())
        .isEqualTo(128);
  }

  @Test
  void tyingIsReadHereOrAround() {
    String untied = "{}";

    assertThat(config("{'tie_word_embeddings': true}").tied()).isTrue();
    assertThat(config(untied, true).tied()).isTrue();
    assertThat(config(untied, false).tied()).isFalse();
    String qwen3 = "{'model_type': 'qwen3_vl_text', 'tie_word_embeddings': true}";
    assertThat(config(qwen3).tied()).isFalse();
    assertThat(config(qwen3, true).tied()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'vocab_size': 0 | config.json: vocab_size: expected 1 or more, found 0",
        "'num_hidden_layers': -1 | config.json: num_hidden_layers: expected 1 or more, found -1",
        "'num_attention_heads': 6, 'num_key_value_heads': 4 | config.json: num_attention_heads 6 is"
            + " not a multiple of num_key_value_heads 4",
        "'model_type': 'qwen2_vl_text', 'head_dim': 64 | config.json: text_config.head_dim: expected hidden_size /"
            + " num_attention_heads, 128, found 64",
        "'model_type': 'qwen2', 'use_sliding_window': true, 'layer_types': ['full_attention'] |"
            + " config.json: text_config.layer_types: expected a type for every layer, found a list of 1",
        "'head_dim': 7 | config.json: 7 rotary features of head_dim 7: expected an even number up"
            + " to head_dim",
      })
  void nonsenseIsToldInOneLine(String keys, String message) {
    assertThatThrownBy(() -> config("{" + keys + "}"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }
}
