package dev.fovea.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void inspectRefusesThemToo() throws IOException {
    model.truncate("model.safetensors", 10);

    Run.of("inspect", folder).refusal().contains("model.safetensors");
  }
}
