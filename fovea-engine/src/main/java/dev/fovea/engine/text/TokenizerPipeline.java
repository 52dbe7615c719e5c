package dev.fovea.engine.text;

import dev.fovea.engine.json.JsonView;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/// The parts of a `tokenizer.json` that a tokenizer class of transformers 5.18 builds itself, in
/// the form of that file.
///
/// @param normalizer what is done to a text first
/// @param preTokenizer how it is cut before the merges
/// @param decoder back to text
/// @param options of the byte-pair model, without its vocabulary and merges
record TokenizerPipeline(String normalizer, String preTokenizer, String decoder, String options) {
  private static final String BYTE_LEVEL =
      """
      {"type":"ByteLevel","add_prefix_space":%s,"trim_offsets":true,"use_regex":%s}\
      """;

  private static final String BYTE_PAIRS =
      """
      "type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":"","end_of_word_suffix":"","fuse_unk":false,"byte_fallback":false,"ignore_merges":false\
      """;

  private static final String BYTE_FALLBACK =
      """
      "type":"BPE","dropout":null,"unk_token":%s,"continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":true,"byte_fallback":true,"ignore_merges":false\
      """;

  private static final String QWEN2_SPLIT =
      """
      {"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"},"behavior":"Isolated","invert":false}\
      """;

  private static final String PIECES =
      """
      {"type":"Replace","pattern":{"String":"\u2581"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}\
      """;

  /// Qwen2Tokenizer.
  static TokenizerPipeline qwen2(JsonView config) {
    return new TokenizerPipeline(
        "{\"type\":\"NFC\"}",
        sequence("pretokenizers", QWEN2_SPLIT + "," + byteLevel(prefixSpace(config, false), false)),
        byteLevel(true, true),
        BYTE_PAIRS);
  }

  /// GPT2Tokenizer.
  static TokenizerPipeline gpt2(JsonView config) {
    return new TokenizerPipeline(
        "null", byteLevel(prefixSpace(config, false), true), byteLevel(true, true), BYTE_PAIRS);
  }

  /// GemmaTokenizer.
  ///
  /// @param unknown what stands for characters that are not in the vocabulary
  static TokenizerPipeline gemma(String unknown) {
    return new TokenizerPipeline(
        "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"\u2581\"}",
        "{\"type\":\"Split\",\"pattern\":{\"String\":\" \"},\"behavior\":\"MergedWithPrevious\",\"invert\":false}",
        sequence("decoders", PIECES),
        String.format(Locale.ROOT, BYTE_FALLBACK, JsonMapper.shared().writeValueAsString(unknown)));
  }

  /// LlamaTokenizer.
  static TokenizerPipeline llama(JsonView config) {
    boolean prefix = prefixSpace(config, true);
    String scheme = config.bool("legacy", false) ? "always" : "first";
    return new TokenizerPipeline(
        "null",
        "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\""
            + (prefix ? scheme : "never")
            + "\",\"split\":false}",
        sequence(
            "decoders",
            PIECES
                + (prefix ? ",{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}" : "")),
        String.format(Locale.ROOT, BYTE_FALLBACK, "null"));
  }

  private static boolean prefixSpace(JsonView config, boolean otherwise) {
    return config.bool("add_prefix_space", otherwise);
  }

  private static String byteLevel(boolean prefixSpace, boolean regex) {
    return String.format(Locale.ROOT, BYTE_LEVEL, prefixSpace, regex);
  }

  private static String sequence(String name, String parts) {
    return "{\"type\":\"Sequence\",\"" + name + "\":[" + parts + "]}";
  }
}
