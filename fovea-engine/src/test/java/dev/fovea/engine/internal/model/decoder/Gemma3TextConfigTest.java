package dev.fovea.engine.internal.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.rope.RopeConfig;
import dev.fovea.engine.internal.model.rope.RopeScaling;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the keys of a `text_config` mean to `Gemma3TextConfig` of transformers 5.18.
class Gemma3TextConfigTest {

  private static TextConfig config(String keys) {
    String json = "{'model_type': 'gemma3', 'text_config': {" + keys + "}}";
    return Families.text(
        JsonView.parse("config.json", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void absentKeysMeanTheDefaultsOfTheClass() {
    TextConfig config = config("");

    assertThat(List.of(config.vocabulary(), config.hidden(), config.intermediate()))
        .containsExactly(262208, 2304, 9216);
    assertThat(List.of(config.layers(), config.heads(), config.keyHeads(), config.headDimension()))
        .containsExactly(26, 8, 4, 256);
    assertThat(config.maxPositions()).isEqualTo(131072);
    assertThat(config.activation()).isEqualTo("gelu_pytorch_tanh");
    assertThat(config.tied()).isTrue();
    assertThat(config.queryKeyNorm()).isTrue();
    assertThat(config.windows().subList(0, 12))
        .containsExactly(4096, 4096, 4096, 4096, 4096, 0, 4096, 4096, 4096, 4096, 4096, 0);
    assertThat(config.ropes().subList(0, 6))
        .extracting(RopeConfig::theta)
        .containsExactly(1e4, 1e4, 1e4, 1e4, 1e4, 1e6);
    assertThat(config.style())
        .isEqualTo(new DecoderStyle(1 / 16.0, Math.sqrt(2304), true, true, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'sliding_window': 64, 'sliding_window_pattern': 2 | 64 0 64 0",
        "'sliding_window': 64, '_sliding_window_pattern': 2 | 64 64 64 64",
        "'sliding_window': 64, 'sliding_window_pattern': 1 | 0 0 0 0",
        "'sliding_window': 64, 'sliding_window_pattern': 2, 'layer_types': ['full_attention',"
            + " 'full_attention', 'sliding_attention', 'full_attention'] | 0 0 64 0",
        "'sliding_window': 15, 'use_bidirectional_attention': true | 8 8 8 8",
      })
  void windowsFollowThePatternUnlessLayersSayTheirs(String keys, String windows) {
    assertThat(config("'num_hidden_layers': 4, " + keys).windows())
        .isEqualTo(List.of(windows.split(" ")).stream().map(Integer::valueOf).toList());
  }

  /// Layer 0 slides, layer 1 does not.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'rope_theta': 5e5, 'rope_local_base_freq': 2e4 | 20000 | 1 | 500000 | 1",
        "'rope_scaling': {'rope_type': 'linear', 'factor': 8.0} | 10000 | 1 | 1000000 | 8",
        "'rope_scaling': {'type': 'linear', 'factor': 8.0} | 10000 | 1 | 1000000 | 1",
        "'rope_parameters': {'rope_type': 'linear', 'factor': 8.0} | 10000 | 1 | 1000000 | 1",
        "'rope_parameters': {'full_attention': {'rope_theta': 7e5, 'type': 'linear', 'factor': 3.0},"
            + " 'sliding_attention': {'rope_theta': 500, 'rope_type': 'linear', 'factor': 2.0}}"
            + " | 500 | 2 | 700000 | 3",
        "'rope_parameters': {'full_attention': {'rope_theta': 7e5, 'rope_type': 'default'}},"
            + " 'rope_scaling': {'rope_type': 'linear', 'factor': 4.0} | 10000 | 1 | 700000 | 4",
      })
  void eachKindOfLayerHasARopeOfItsOwn(
      String keys, double local, double localFactor, double global, double globalFactor) {
    TextConfig config = config("'num_hidden_layers': 2, 'sliding_window_pattern': 2, " + keys);

    assertThat(config.ropes()).extracting(RopeConfig::theta).containsExactly(local, global);
    assertThat(config.ropes())
        .extracting(RopeConfig::scaling)
        .containsExactly(scaling(localFactor), scaling(globalFactor));
  }

  private static RopeScaling scaling(double factor) {
    return factor == 1 ? new RopeScaling.Default() : new RopeScaling.Linear(factor);
  }

  /// transformers 5.18 hands the one to no attention, and applies the other in the text-only class.
  @Test
  void softCapsHaveNoEffect() {
    assertThat(config("'attn_logit_softcapping': 2.0, 'final_logit_softcapping': 3.0"))
        .isEqualTo(config(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'sliding_window': null | sliding_window: expected a number of tokens, at least 1, found nothing",
        "'sliding_window_pattern': 0 | sliding_window_pattern: expected a number of layers, at least"
            + " 1, found 0",
        "'num_hidden_layers': 2, 'layer_types': ['full_attention'] | layer_types: expected"
            + " full_attention or sliding_attention for each of 2 layers, found a list of 1",
        "'num_hidden_layers': 1, 'layer_types': ['chunked_attention'] | layer_types: expected"
            + " full_attention or sliding_attention for each of 1 layers, found a list of 1",
        "'query_pre_attn_scalar': 0 | query_pre_attn_scalar: expected a number above 0, found 0",
        "'rope_scaling': {'rope_type': 'linear'} | rope_scaling.factor: expected a number, found nothing",
      })
  void nonsenseIsToldInOneLine(String keys, String message) {
    assertThatThrownBy(() -> config(keys))
        .isInstanceOf(FoveaException.class)
        .hasMessage("config.json: text_config." + message);
  }
}
