package dev.fovea.engine.text;

import dev.fovea.engine.folder.ModelFolder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The special tokens that a model folder gives names to, such as `bos_token`. Chat templates know
/// them by these names.
///
/// @param byName the token's string for every name
public record SpecialTokens(SequencedMap<String, String> byName) {

  public SpecialTokens {
    byName = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byName));
  }

  /// Those of the map, in its order.
  public static SpecialTokens of(Map<String, String> byName) {
    return new SpecialTokens(new LinkedHashMap<>(byName));
  }

  /// Those of a model folder: what `special_tokens_map` of transformers' tokenizer has, from
  /// `tokenizer_config.json`, `special_tokens_map.json` and the defaults of the tokenizer's class.
  public static SpecialTokens of(ModelFolder folder) {
    return new SpecialTokens(FolderTokens.of(folder.path()).names());
  }

  /// The token that begins every sequence, if the model has one.
  public Optional<String> bos() {
    return Optional.ofNullable(byName.get("bos_token"));
  }
}
