package dev.fovea.engine.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.json.JsonView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraConfigTest {
  private static final JsonView RECORD = record();
  private static final List<String> MODULES = RECORD.strings("modules");

  private static JsonView record() {
    try (var file = LoraConfigTest.class.getResourceAsStream("lora_patterns.json")) {
      return JsonView.parse("lora_patterns.json", file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonView> targets() {
    return RECORD.objects("targets").stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void modulesAreTargetedAsPeftTargetsThem(JsonView recorded) {
    TargetModules targets = TargetModules.from(recorded.object("config"));

    assertThat(MODULES.stream().filter(module -> targets.include(module, true)))
        .containsExactlyElementsOf(recorded.strings("targeted"));
  }

  static Stream<JsonView> patterns() {
    return RECORD.objects("patterns").stream();
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void theFirstPatternThatMatchesCountsAsInPeft(JsonView recorded) {
    LoraConfig config =
        LoraConfig.from(
            recorded
                .with("peft_type", "LORA")
                .with("target_modules", List.of("x"))
                .with("r", 1L)
                .with("lora_alpha", 0L));

    assertThat(MODULES.stream().map(module -> config.scale(List.of(module))))
        .containsExactlyElementsOf(recorded.numbers("keys"));
  }

  @ParameterizedTest
  @CsvSource({"false, 2.0", "true, 4.0"})
  void scaleIsAlphaByTheRankOrByItsRoot(boolean root, double scale) {
    LoraConfig config = config("\"r\": 4, \"lora_alpha\": 8, \"use_rslora\": " + root);

    assertThat(config.scale(List.of("q_proj"))).isEqualTo(scale, offset(1e-12));
  }

  @Test
  void whatIsLeftOutIsWhatPeftTakes() {
    assertThat(config("\"lora_dropout\": 0.1").rank(List.of("q_proj"))).isEqualTo(8);
    assertThat(config("\"lora_dropout\": 0.1").scale(List.of("q_proj"))).isEqualTo(1);
  }

  @Test
  void allLinearLeavesOutWhatIsNotLinear() {
    TargetModules targets = TargetModules.from(parsed("{\"target_modules\": \"ALL-linear\"}"));

    assertThat(targets.include("model.x", true)).isTrue();
    assertThat(targets.include("model.x", false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alora_invocation_tokens",
        "arrow_config",
        "kasa_config",
        "layer_replication",
        "megatron_config",
        "monteclora_config",
        "target_parameters",
        "trainable_token_indices",
        "use_bdlora",
        "use_qalora",
        "velora_config"
      })
  void variantsThatWeLackAreRefusedByName(String key) {
    assertThat(config("\"" + key + "\": null").rank()).isEqualTo(8);
    assertThatThrownBy(() -> config("\"" + key + "\": [1]"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage(
            "adapter_config.json: "
                + key
                + ": expected none, as plain LoRA and DoRA have it, found a list of 1");
  }

  @Test
  void layersOfAnExpressionAreRefusedAsInPeft() {
    assertThatThrownBy(() ->
            TargetModules.from(
                parsed("{\"target_modules\": \".*q\", \"layers_to_transform\": [1]}")))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "adapter_config.json: target_modules: expected a list of names beside layers_to_transform or layers_pattern, found \".*q\"");
  }

  private static LoraConfig config(String more) {
    return LoraConfig.from(
        parsed("{\"peft_type\": \"LORA\", \"target_modules\": [\"q_proj\"], " + more + "}"));
  }

  private static JsonView parsed(String json) {
    return JsonView.parse("adapter_config.json", json.getBytes(StandardCharsets.UTF_8));
  }
}
