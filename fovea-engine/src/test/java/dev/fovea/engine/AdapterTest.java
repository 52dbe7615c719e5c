package dev.fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.record.ForwardRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Adapters beside the weights change the logits as peft changes them.
class AdapterTest {
  private static final float LOGITS = 5e-4f;
  private static final String PLAIN = "llava-plain";
  private static final String A =
      "base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_A.weight";

  /// The one that the model asks for first.
  private static final String FIRST =
      "base_model.model.model.vision_tower.encoder.layers.0.self_attn.q_proj.lora_A.weight";

  @TempDir Path folder;

  static Stream<String> names() {
    return AdapterFolder.records().stream().map(record -> record.string("name"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void lastLogitsAreThoseOfPeft(String name) {
    JsonView record = AdapterFolder.record(name);
    String fixture = record.string("fixture");

    float[] logits = lastLogits(fixture, AdapterFolder.of(name).writeBeside(fixture, folder));

    assertThat(logits).containsExactly(expected(record), offset(LOGITS));
  }

  private static float[] lastLogits(String fixture, Path model) {
    try (Engine engine = Fixtures.engine(model);
        PreparedPrompt prompt = engine.prepare(Fixtures.prompt(fixture, "one_image"))) {
      return ForwardRecord.of(engine.model().text(), prompt, false)
          .logits(new int[] {prompt.length() - 1});
    }
  }

  private static float[] expected(JsonView record) {
    List<Double> numbers = record.numbers("last_logits");
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = numbers.get(i).floatValue();
    }
    return floats;
  }

  /// Names of older transformers, of older peft, and without the prefix of peft.
  @ParameterizedTest
  @CsvSource({
    "model\\.language_model\\., language_model.model.",
    "lora_([AB])\\., lora_$1.default.",
    "base_model\\.model\\., ''",
  })
  void tensorsAreFoundUnderOtherNames(String from, String to) {
    Path model =
        AdapterFolder.of(PLAIN)
            .renamed(name -> name.replaceFirst(from, to))
            .writeBeside("llava", folder);

    assertThat(lastLogits("llava", model))
        .containsExactly(expected(AdapterFolder.record(PLAIN)), offset(LOGITS));
  }

  @Test
  void aFolderWithNothingButAnAdapterStandsForItsModel() {
    AdapterFolder.of(PLAIN)
        .configured("base_model_name_or_path", Fixtures.folder("llava").toAbsolutePath().toString())
        .write(folder);

    assertThat(lastLogits("llava", folder))
        .containsExactly(expected(AdapterFolder.record(PLAIN)), offset(LOGITS));
    assertThat(ModelFolder.open(folder).adapter()).contains(folder);
  }

  @Test
  void anAdapterWhoseModelIsNotHereSaysHowToGetIt() {
    AdapterFolder.of(PLAIN).configured("base_model_name_or_path", "nobody/nothing").write(folder);

    assertThatThrownBy(() -> Fixtures.engine(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(
            folder
                + ": an adapter for the model \"nobody/nothing\" (base_model_name_or_path of adapter_config.json), which is not here: ")
        .hasMessageEndingWith("`fovea pull nobody/nothing` downloads it");
  }

  private void assertRefused(AdapterFolder adapter, String message) {
    adapter.writeBeside("llava", folder);
    String file = folder.resolve("adapter_model.safetensors").toString();
    String expected = message.replace("FILE", file).replace("FOLDER", folder.toString());

    assertThatThrownBy(() -> Fixtures.engine(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessage(expected);
    Inspection inspection = Inspection.of(ModelFolder.open(folder));
    assertThat(inspection.supported()).isFalse();
    assertThat(inspection.unsupported().getFirst().reason()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "peft_type | IA3 | adapter_config.json: peft_type: expected \"LORA\", found \"IA3\"",
        "init_lora_weights | pissa | adapter_config.json: init_lora_weights: expected true, false, \"gaussian\", \"eva\" or \"orthogonal\", which leave the base weights alone, found \"pissa\"",
        "use_qalora | yes | adapter_config.json: use_qalora: expected none, as plain LoRA and DoRA have it, found \"yes\"",
        "target_modules | .*k_proj | FILE: tensor '"
            + FIRST
            + "': found weights for a module that target_modules of adapter_config.json leaves out",
        "exclude_modules | .*q_proj | FILE: tensor '"
            + FIRST
            + "': found weights for a module that target_modules of adapter_config.json leaves out",
        "target_modules | *q_proj | adapter_config.json: target_modules: expected a valid regular expression in place of \"*q_proj\", found \"*q_proj\"",
      })
  void whatItsConfigurationAsksForIsRefusedByName(String key, String value, String message) {
    assertRefused(AdapterFolder.of(PLAIN).configured(key, value), message);
  }

  @Test
  void aRankOtherThanConfiguredIsRefused() {
    assertRefused(
        AdapterFolder.of(PLAIN).configured("r", 8),
        "FILE: tensor '" + FIRST + "': found rank 4, which adapter_config.json makes 8");
  }

  @Test
  void aTensorThatDoesNotFitIsNamedWithBothShapes() {
    assertRefused(
        AdapterFolder.of(PLAIN).shaped(A, 4L, 63L),
        "FILE: tensor '" + A + "': expected [4, 64] for a tensor of shape [64, 64], found [4, 63]");
  }

  @Test
  void aTensorWithoutAPlaceInTheModelIsNamed() {
    String lost = A.replace("layers.0", "layers.9");
    assertRefused(
        AdapterFolder.of(PLAIN).shaped(lost, 4L, 64L).shaped(lost.replace("_A", "_B"), 64L, 4L),
        String.format(
            Locale.ROOT,
            "FILE: tensor '%s': the model has no 'model.language_model.layers.9.self_attn.q_proj.weight' for it",
            lost));
  }

  @Test
  void halfAPairIsRefused() {
    assertRefused(
        AdapterFolder.of(PLAIN).without("layers.0.self_attn.q_proj.lora_B.weight"),
        "FILE: module \"model.language_model.layers.0.self_attn.q_proj\" has lora_A, expected lora_B too");
  }

  @Test
  void doraNeedsItsMagnitudes() {
    assertRefused(
        AdapterFolder.of(PLAIN).configured("use_dora", true),
        "FILE: tensor '"
            + FIRST
            + "': found no magnitude, which use_dora of adapter_config.json needs");
  }
}
