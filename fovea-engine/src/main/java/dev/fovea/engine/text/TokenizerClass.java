package dev.fovea.engine.text;

import dev.fovea.engine.json.JsonView;
import java.util.Map;
import java.util.Set;

/// The tokenizer class that transformers 5.18 loads a folder with. Most take `tokenizer.json` as it
/// is. The others take its vocabulary, merges and post-processor, build the rest anew in a way of
/// their own, and add its added tokens once more.
enum TokenizerClass {
  WHOLE,
  QWEN2,
  GPT2,
  GEMMA,
  LLAMA;

  private static final String END = "<|endoftext|>";
  private static final String BOS = "bos_token";
  private static final String EOS = "eos_token";
  private static final String UNKNOWN = "unk_token";
  private static final String PAD = "pad_token";

  /// Families whose folders name a class in vain.
  private static final Set<String> ALWAYS_WHOLE =
      Set.of("llava", "llava_next", "mistral3", "smolvlm");

  private static final Set<String> OF_QWEN =
      Set.of("internvl", "qwen2_vl", "qwen2_5_vl", "qwen3_vl");

  /// @param config `config.json`, without keys where there is none
  static TokenizerClass of(JsonView config, JsonView tokenizerConfig) {
    String family = config.string("model_type", "");
    if (ALWAYS_WHOLE.contains(family)) {
      return WHOLE;
    }
    return tokenizerConfig
        .stringIfPresent("tokenizer_class")
        .or(() -> config.stringIfPresent("tokenizer_class"))
        .map(TokenizerClass::named)
        .orElseGet(
            () -> family.equals("gemma3") ? GEMMA : OF_QWEN.contains(family) ? QWEN2 : WHOLE);
  }

  private static TokenizerClass named(String name) {
    return switch (name.endsWith("Fast") ? name.substring(0, name.length() - 4) : name) {
      case "Qwen2Tokenizer" -> QWEN2;
      case "GPT2Tokenizer" -> GPT2;
      case "GemmaTokenizer" -> GEMMA;
      case "LlamaTokenizer" -> LLAMA;
      default -> WHOLE;
    };
  }

  /// Whether all special tokens are added once more in the end, without their flags.
  boolean addsAgain() {
    return this == QWEN2;
  }

  /// Special tokens by the names that a configuration may leave out.
  Map<String, String> defaults() {
    return switch (this) {
      case WHOLE -> Map.of();
      case QWEN2 -> Map.of(UNKNOWN, END, EOS, END, PAD, END);
      case GPT2 -> Map.of(UNKNOWN, END, BOS, END, EOS, END);
      case GEMMA ->
          Map.of(
              UNKNOWN, "<unk>", BOS, "<bos>", EOS, "<eos>", PAD, "<pad>", "mask_token", "<mask>");
      case LLAMA -> Map.of(UNKNOWN, "<unk>", BOS, "<s>", EOS, "</s>");
    };
  }
}
