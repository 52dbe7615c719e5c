package dev.fovea.engine.text;

import dev.fovea.engine.weights.ModelFolder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The special tokens that a model folder gives names to, such as `bos_token`. Chat templates know
/// them by these names.
///
/// @param byName the token's string for every name
public record SpecialTokens(Map<String, String> byName) {

  public SpecialTokens {
    byName = Map.copyOf(byName);
  }

  /// Collects what `tokenizer_config.json` says and, where that leaves a name out, what
  /// `special_tokens_map.json` says: every key that ends with `_token`, its value a string or an
  /// object with `content`, and those in `extra_special_tokens`.
  ///
  /// @param tokenizerConfig the parsed file, empty if there is none
  /// @param specialTokensMap likewise
  public static SpecialTokens of(
      Map<String, ? extends @Nullable Object> tokenizerConfig,
      Map<String, ? extends @Nullable Object> specialTokensMap) {
    Map<String, String> byName = new TreeMap<>();
    collect(specialTokensMap, byName);
    collect(tokenizerConfig, byName);
    return new SpecialTokens(byName);
  }

  /// Those of a model folder.
  public static SpecialTokens of(ModelFolder folder) {
    return of(folder.tokenizerConfig().toJava(), folder.specialTokensMap().toJava());
  }

  private static void collect(Map<?, ? extends @Nullable Object> file, Map<String, String> byName) {
    if (file.get("extra_special_tokens") instanceof Map<?, ?> extra) {
      collect(extra, byName);
    }
    file.forEach((key, value) -> {
      if (key instanceof String name && name.endsWith("_token")) {
        if (value instanceof String token) {
          byName.put(name, token);
        } else if (value instanceof Map<?, ?> added
            && added.get("content") instanceof String token) {
          byName.put(name, token);
        }
      }
    });
  }

  /// The token that begins every sequence, if the model has one.
  public Optional<String> bos() {
    return Optional.ofNullable(byName.get("bos_token"));
  }
}
