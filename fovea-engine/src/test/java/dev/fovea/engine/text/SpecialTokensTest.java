package dev.fovea.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpecialTokensTest {

  @Test
  void theTokenizersConfigurationComesBeforeTheMap() {
    Map<String, @Nullable Object> config = new HashMap<>();
    config.put("bos_token", "<s>");
    config.put("eos_token", Map.of("content", "</s>", "special", true));
    config.put("pad_token", null);
    config.put("add_bos_token", true);
    config.put("model_max_length", 4096L);
    config.put("extra_special_tokens", Map.of("image_token", "<image>"));
    SpecialTokens tokens =
        SpecialTokens.of(config, Map.of("bos_token", "<b>", "pad_token", "<pad>"));
    assertThat(tokens.byName())
        .containsOnly(
            Map.entry("bos_token", "<s>"),
            Map.entry("eos_token", "</s>"),
            Map.entry("pad_token", "<pad>"),
            Map.entry("image_token", "<image>"));
    assertThat(tokens.bos()).contains("<s>");
  }

  @Test
  void aFolderWithoutTheFilesHasNone() {
    assertThat(SpecialTokens.of(Map.of(), Map.of()).bos()).isEmpty();
  }
}
