package dev.fovea.engine.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A token over a model's vocabulary, which is found in a text before anything else.
///
/// @param singleWord only where no letter or digit touches it
/// @param lstrip takes the blanks before it
/// @param rstrip takes the blanks after it
/// @param normalized looked for in the normalized text
/// @param special an answer does not show it
record AddedToken(
    String content,
    boolean singleWord,
    boolean lstrip,
    boolean rstrip,
    boolean normalized,
    boolean special) {

  /// What a string becomes where special tokens are declared.
  static AddedToken special(String content) {
    return new AddedToken(content, false, false, false, false, true);
  }

  /// Reads the form of configuration files; flags that are left out are those of `AddedToken` in
  /// Python's `tokenizers`.
  static AddedToken of(Map<?, ? extends @Nullable Object> json) {
    boolean special = flag(json, "special", false);
    return new AddedToken(
        json.get("content") instanceof String content ? content : "",
        flag(json, "single_word", false),
        flag(json, "lstrip", false),
        flag(json, "rstrip", false),
        flag(json, "normalized", !special),
        special);
  }

  private static boolean flag(
      Map<?, ? extends @Nullable Object> json, String name, boolean otherwise) {
    return json.get(name) instanceof Boolean flag ? flag : otherwise;
  }

  AddedToken asSpecial() {
    return new AddedToken(content, singleWord, lstrip, rstrip, normalized, true);
  }

  /// The form of `tokenizer.json`.
  SequencedMap<String, Object> toJson(int id) {
    SequencedMap<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("content", content);
    json.put("single_word", singleWord);
    json.put("lstrip", lstrip);
    json.put("rstrip", rstrip);
    json.put("normalized", normalized);
    json.put("special", special);
    return json;
  }
}
