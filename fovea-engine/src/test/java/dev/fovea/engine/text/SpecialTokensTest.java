package dev.fovea.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecialTokensTest {
  @TempDir private Path folder = Path.of("");

  private SpecialTokens tokens(String model, String config, String map) throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"" + model + "\"}");
    Files.writeString(folder.resolve("tokenizer_config.json"), config);
    Files.writeString(folder.resolve("special_tokens_map.json"), map);
    return SpecialTokens.of(ModelFolder.open(folder));
  }

  @Test
  void theMapComesBeforeTheConfiguration() throws IOException {
    SpecialTokens tokens =
        tokens(
            "llava",
            """
            {"pad_token": "<pad>", "bos_token": "<s>", "add_bos_token": true, "sep_token": null,
             "model_max_length": 4096, "extra_special_tokens": {"image_token": "<image>", "other": "<o>"}}
            """,
            """
            {"bos_token": "<b>", "eos_token": {"content": "</s>", "lstrip": true}}
            """);

    assertThat(tokens.byName().toString())
        .isEqualTo(
            "{bos_token=<b>, eos_token=</s>, pad_token=<pad>, image_token=<image>, other=<o>}");
    assertThat(tokens.bos()).contains("<b>");
  }

  @Test
  void theMapDoesNotCountBesideTokensById() throws IOException {
    SpecialTokens tokens =
        tokens(
            "llava",
            """
            {"bos_token": "<s>", "added_tokens_decoder": {"1": {"content": "<s>"}}}
            """,
            """
            {"bos_token": "<b>", "eos_token": "</s>"}
            """);

    assertThat(tokens.byName().toString()).isEqualTo("{bos_token=<s>}");
  }

  @Test
  void theClassOfTheTokenizerHasNamesThatAFolderLeavesOut() throws IOException {
    assertThat(tokens("qwen2_vl", "{\"unk_token\": null}", "{}").byName().toString())
        .isEqualTo("{eos_token=<|endoftext|>, pad_token=<|endoftext|>}");
    assertThat(tokens("gemma3", "{}", "{}").bos()).contains("<bos>");
    assertThat(tokens("llava", "{\"tokenizer_class\": \"LlamaTokenizerFast\"}", "{}").bos())
        .isEmpty();
  }

  @Test
  void aValueThatIsNoTokenIsToldByFileAndKey() {
    assertThatThrownBy(() -> tokens("llava", "{\"bos_token\": 5}", "{}"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "tokenizer_config.json: bos_token: expected a token, as a string or an object, found 5");
    assertThatThrownBy(() ->
            tokens("llava", "{\"added_tokens_decoder\": {\"x\": {\"content\": \"a\"}}}", "{}"))
        .hasMessage("tokenizer_config.json: added_tokens_decoder.x: expected a token id, found x");
  }
}
