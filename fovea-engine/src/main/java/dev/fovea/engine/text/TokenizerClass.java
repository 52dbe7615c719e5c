package dev.fovea.engine.text;

import dev.fovea.engine.weights.JsonView;
import java.util.Map;
import java.util.Set;

/// The tokenizer class that transformers 5.18 loads a folder with. Most take `tokenizer.json` as it
/// is. The others are built anew on its vocabulary and merges: added tokens of that file are added
/// once more after that, and what they are called has defaults.
///
/// @param rebuilt whether only the vocabulary of `tokenizer.json` is taken
/// @param readded whether all special tokens are added once more in the end, without their flags
/// @param defaults names of special tokens that a configuration may leave out
record TokenizerClass(boolean rebuilt, boolean readded, Map<String, String> defaults) {
  private static final String END = "<|endoftext|>";
  private static final String BOS = "bos_token";
  private static final String EOS = "eos_token";
  private static final String UNKNOWN = "unk_token";
  private static final String PAD = "pad_token";

  private static final TokenizerClass WHOLE = new TokenizerClass(false, false, Map.of());

  private static final Map<String, TokenizerClass> BY_NAME =
      Map.of(
          "Qwen2Tokenizer",
          new TokenizerClass(true, true, Map.of(UNKNOWN, END, EOS, END, PAD, END)),
          "GPT2Tokenizer",
          new TokenizerClass(true, false, Map.of(UNKNOWN, END, BOS, END, EOS, END)),
          "GemmaTokenizer",
          new TokenizerClass(
              true,
              false,
              Map.of(
                  UNKNOWN,
                  "<unk>",
                  BOS,
                  "<bos>",
                  EOS,
                  "<eos>",
                  PAD,
                  "<pad>",
                  "mask_token",
                  "<mask>")),
          "LlamaTokenizer",
          new TokenizerClass(true, false, Map.of(UNKNOWN, "<unk>", BOS, "<s>", EOS, "</s>")));

  /// Families whose folders name a class in vain.
  private static final Set<String> ALWAYS_WHOLE =
      Set.of("llava", "llava_next", "mistral3", "smolvlm");

  private static final Map<String, String> OF_FAMILY =
      Map.of(
          "gemma3", "GemmaTokenizer",
          "internvl", "Qwen2Tokenizer",
          "qwen2_vl", "Qwen2Tokenizer",
          "qwen2_5_vl", "Qwen2Tokenizer",
          "qwen3_vl", "Qwen2Tokenizer");

  /// @param config `config.json`, without keys where there is none
  static TokenizerClass of(JsonView config, JsonView tokenizerConfig) {
    String family = config.string("model_type", "");
    if (ALWAYS_WHOLE.contains(family)) {
      return WHOLE;
    }
    String named =
        tokenizerConfig
            .stringIfPresent("tokenizer_class")
            .or(() -> config.stringIfPresent("tokenizer_class"))
            .orElse(OF_FAMILY.getOrDefault(family, ""));
    String name = named.endsWith("Fast") ? named.substring(0, named.length() - 4) : named;
    return BY_NAME.getOrDefault(name, WHOLE);
  }
}
