package dev.fovea.cli.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import dev.fovea.cli.print.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every broken model folder gets one line that names the place, and exit code 2.
class BrokenModelTest {
  @TempDir private Path folder = Path.of("");
  private BrokenModels model = new BrokenModels(folder);

  @BeforeEach
  void copy() throws IOException {
    model = BrokenModels.copy(folder);
  }

  @Test
  void aMissingModelSaysWhereItLooked() {
    Run.of("ask", "-m", "no/such-model", "What?").refusal().contains("no/such-model", "cache");
  }

  @Test
  void anEmptyFolderMissesItsConfig() throws IOException {
    model.without("config.json").ask().refusal().contains("config.json");
  }

  @Test
  void missingWeightsAreNamed() throws IOException {
    model.without("model.safetensors").ask().refusal().contains("model.safetensors");
  }

  @Test
  void truncatedWeightsSayBothSizes() throws IOException {
    model
        .truncate("model.safetensors", 10)
        .ask()
        .refusal()
        .contains("model.safetensors", "expected", "found");
  }

  @Test
  void aHeaderLongerThanTheFileIsRefused() throws IOException {
    model.headerLength(1L << 40).ask().refusal().contains("model.safetensors");
  }

  @Test
  void anUnknownDtypeIsNamed() throws IOException {
    model.header("\"F32\"", "\"F99\"").ask().refusal().contains("F99");
  }

  @Test
  void offsetsThatLieAreRefused() throws IOException {
    model
        .header("\"data_offsets\":[0,", "\"data_offsets\":[4,")
        .ask()
        .refusal()
        .contains("model.safetensors");
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    model
        .without("model.safetensors")
        .with(
            "model.safetensors.index.json",
            "{\"weight_map\":{\"lm_head.weight\":\"model-00001-of-00002.safetensors\"}}")
        .ask()
        .refusal()
        .contains("model-00001-of-00002.safetensors", "lm_head.weight");
  }

  @Test
  void aWrongShapeNamesTheTensorAndBothShapes() throws IOException {
    model
        .replace("config.json", "\"vocab_size\": ", "\"vocab_size\": 1")
        .ask()
        .refusal()
        .contains("embed_tokens.weight", "config.json", "found");
  }

  @Test
  void anUnknownFamilyListsTheKnownOnes() throws IOException {
    model
        .replace("config.json", "\"model_type\": \"llava\"", "\"model_type\": \"blip_2\"")
        .ask()
        .refusal()
        .contains("blip_2", "llava");
  }

  @Test
  void brokenJsonIsFoundByLineAndColumn() throws IOException {
    model
        .with("config.json", "{\n  \"model_type\": \"llava\",\n  oops\n}")
        .ask()
        .refusal()
        .contains("config.json", "line 3", "column");
  }

  @Test
  void aTemplateWithAnErrorIsFoundByLine() throws IOException {
    model
        .without("chat_template.jinja")
        .with("chat_template.jinja", "{% for m in messages %}\n{{ m[ }}")
        .ask()
        .refusal()
        .contains("line 2");
  }

  @Test
  void aMissingTokenizerIsNamed() throws IOException {
    model.without("tokenizer.json").ask().refusal().contains("tokenizer.json");
  }

  /// A script still gets its object, and a person the line.
  @Test
  void inspectReportsThemAndEndsAsBadInput() throws IOException {
    model.truncate("model.safetensors", 10);

    Run run = Run.of("inspect", folder, "--json");

    assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("fovea: model.safetensors: ");
    assertThat(run.out().lines()).hasSize(1);
    assertThat(Run.parse(run.out()))
        .containsEntry("family", "llava")
        .containsEntry("supported", false)
        .containsEntry("reason", run.err().strip().substring("fovea: ".length()));
  }

  /// Whatever part is broken, the others are still looked at.
  @ParameterizedTest
  @CsvSource({
    "config.json, '\"model_type\": \"llava\",', '', family",
    "config.json, '\"hidden_size\": 64', '\"hidden_size\": -1', network",
    "config.json, '\"hidden_size\": 64', '\"hidden_size\": 63', network",
    "config.json, '\"num_attention_heads\": 4', '\"num_attention_heads\": 0', network",
    "tokenizer.json, '\"model\"', '\"mode\"', tokenizer",
    "chat_template.jinja, '{%', '{%%', chat template",
  })
  void inspectGivesAnObjectForEveryReadableConfiguration(
      String file, String before, String after, String part) throws IOException {
    model.replace(file, before, after);

    Run run = Run.of("inspect", folder, "--json");

    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err().lines()).hasSize(1);
    Map<String, @Nullable Object> json = Run.parse(run.out());
    assertThat(json).containsEntry("supported", false);
    assertThat(Run.object(json, "missing")).containsKey(part);
  }
}
