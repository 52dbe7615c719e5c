package dev.fovea.builtin.data;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Writes a byte-level BPE vocabulary in the format of Hugging Face's `tokenizers`.
final class TokenizerFile {
  /// The first entries of the vocabulary.
  static final List<String> SPECIAL = List.of("<pad>", "<s>", "</s>", "<image>");

  private static final String HEAD =
      """
      {
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [
      %s
        ],
        "normalizer": null,
        "pre_tokenizer": {
          "type": "ByteLevel",
          "add_prefix_space": false,
          "trim_offsets": true,
          "use_regex": true
        },
        "post_processor": {
          "type": "TemplateProcessing",
          "single": [
            {"SpecialToken": {"id": "<s>", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}}
          ],
          "pair": [
            {"SpecialToken": {"id": "<s>", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "<s>", "type_id": 0}},
            {"Sequence": {"id": "B", "type_id": 0}}
          ],
          "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}
        },
        "decoder": {
          "type": "ByteLevel",
          "add_prefix_space": true,
          "trim_offsets": true,
          "use_regex": true
        },
        "model": {
          "type": "BPE",
          "dropout": null,
          "unk_token": null,
          "continuing_subword_prefix": null,
          "end_of_word_suffix": null,
          "fuse_unk": false,
          "byte_fallback": false,
          "ignore_merges": false,
          "vocab": {
      %s
          },
          "merges": [
      %s
          ]
        }
      }
      """;

  private static final String ADDED =
      """
          {"id": %d, "content": %s, "single_word": false, "lstrip": false, "rstrip": false, \
      "normalized": false, "special": true}\
      """;

  private TokenizerFile() {}

  /// The file's text.
  ///
  /// @param vocabulary the tokens in the order of their ids, the special ones first
  static String json(Collection<String> vocabulary, List<TokenizerTraining.Pair> merges) {
    StringBuilder added = new StringBuilder();
    for (int id = 0; id < SPECIAL.size(); id++) {
      added.append(id == 0 ? "" : ",\n").append(ADDED.formatted(id, quoted(SPECIAL.get(id))));
    }
    StringBuilder entries = new StringBuilder();
    int id = 0;
    for (String token : vocabulary) {
      entries.append(id == 0 ? "" : ",\n").append("      %s: %d".formatted(quoted(token), id));
      id++;
    }
    String pairs =
        merges.stream()
            .map(pair -> "      [%s, %s]".formatted(quoted(pair.left()), quoted(pair.right())))
            .collect(Collectors.joining(",\n"));
    return HEAD.formatted(added, entries, pairs);
  }

  /// Tokens are spelled in visible characters, of which JSON escapes two.
  private static String quoted(String token) {
    return '"' + token.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
