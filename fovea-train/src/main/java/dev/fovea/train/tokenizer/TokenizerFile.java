package dev.fovea.train.tokenizer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes a byte-level BPE vocabulary in the format of Hugging Face's `tokenizers`.
final class TokenizerFile {
  /// The first entries of the vocabulary.
  static final List<String> SPECIAL = List.of("<pad>", "<s>", "</s>", "<image>");

  private TokenizerFile() {}

  /// The file's text.
  ///
  /// @param vocabulary the tokens in the order of their ids, the special ones first
  static String json(Collection<String> vocabulary, List<TokenizerTraining.Pair> merges) {
    List<String> added = new ArrayList<>();
    for (String token : SPECIAL) {
      added.add(added(added.size(), token));
    }
    List<String> entries = new ArrayList<>();
    for (String token : vocabulary) {
      entries.add(String.format(Locale.ROOT, "      %s: %d", quoted(token), entries.size()));
    }
    String pairs =
        merges.stream()
            .map(pair ->
                String.format(
                    Locale.ROOT, "      [%s, %s]", quoted(pair.left()), quoted(pair.right())))
            .collect(Collectors.joining(",\n"));
    return String.format(
        Locale.ROOT,
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
        """,
        String.join(",\n", added),
        String.join(",\n", entries),
        pairs);
  }

  private static String added(int id, String token) {
    return String.format(
        Locale.ROOT,
        """
            {"id": %d, "content": %s, "single_word": false, "lstrip": false, "rstrip": false, \
        "normalized": false, "special": true}\
        """,
        id,
        quoted(token));
  }

  /// Tokens are spelled in visible characters, of which JSON escapes two.
  private static String quoted(String token) {
    return '"' + token.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
