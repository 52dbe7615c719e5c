package dev.fovea.engine.text;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.text.AddedVocabulary.Step;
import dev.fovea.engine.text.DeclaredTokens.Declared;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads what the files beside `tokenizer.json` say about tokens, in the steps of
/// `PreTrainedTokenizerBase._from_pretrained` and `__init__` of transformers 5.18. Where two files
/// disagree, or a key has an old name, the steps decide; that is why there are so many.
final class TokenDeclarations {
  static final String CONFIG = "tokenizer_config.json";
  static final String MAP = "special_tokens_map.json";
  static final String ADDED = "added_tokens.json";

  private static final List<String> STANDARD =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private static final String EXTRA = "extra_special_tokens";
  private static final String ADDITIONAL = "additional_special_tokens";
  private static final String NAMED = "model_specific_special_tokens";
  private static final String DECODER = "added_tokens_decoder";

  private final Map<String, @Nullable Object> settings;
  private final TreeMap<Integer, AddedToken> byId = new TreeMap<>();
  private final Map<String, AddedToken> byContent = new LinkedHashMap<>();

  private TokenDeclarations(JsonView tokenizerConfig) {
    settings = new LinkedHashMap<>(tokenizerConfig.toJava());
  }

  /// Reads the declarations.
  ///
  /// @param map `special_tokens_map.json`, without keys where there is none
  /// @param added `added_tokens.json`, likewise
  /// @param own added tokens of `tokenizer.json`, by their ids there
  /// @param kind says what the names are that a folder may leave out
  static DeclaredTokens read(
      JsonView tokenizerConfig, JsonView map, JsonView added, List<Step> own, TokenizerClass kind) {
    TokenDeclarations steps = new TokenDeclarations(tokenizerConfig);
    steps.collectNames();
    if (steps.settings.containsKey(DECODER)) {
      steps.readDecoder();
    } else { // the older files count only without it
      steps.mergeMap(map);
      steps.readAdded(added);
      own.forEach(step -> steps.declare(step.id(), step.token()));
    }
    steps.convert();
    kind.defaults()
        .forEach((name, token) -> {
          if (!steps.settings.containsKey(name)) {
            steps.settings.put(name, token);
          }
        });
    return steps.declared();
  }

  /// Old names become new ones, and names of a model's own are put together.
  private void collectNames() {
    if (settings.containsKey(ADDITIONAL) && isEmpty(settings.get(EXTRA))) {
      settings.put(EXTRA, settings.remove(ADDITIONAL));
    }
    SequencedMap<String, @Nullable Object> named = new LinkedHashMap<>();
    for (String key : List.copyOf(settings.keySet())) {
      if (isOwnName(key) && settings.get(key) instanceof String) {
        named.put(key, settings.remove(key));
      }
    }
    if (settings.get(EXTRA) instanceof Map<?, ?> extra) {
      extra.forEach((name, token) -> named.put(String.valueOf(name), token));
      settings.remove(EXTRA);
    }
    if (!named.isEmpty()) {
      settings.put(NAMED, named);
    }
  }

  private static boolean isOwnName(String key) {
    return key.endsWith("_token") && !STANDARD.contains(key);
  }

  private static boolean isEmpty(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case List<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }

  private void readDecoder() {
    if (!(settings.get(DECODER) instanceof Map<?, ?> decoder)) {
      throw wrong(CONFIG, DECODER, "an object of tokens by id", settings.get(DECODER));
    }
    decoder.forEach((id, token) -> {
      String key = DECODER + "." + id;
      if (!(token instanceof Map<?, ?> json) || !(json.get("content") instanceof String)) {
        throw wrong(CONFIG, key, "an object with the content of a token", token);
      }
      declare(id(CONFIG, key, String.valueOf(id)), AddedToken.of(json));
    });
  }

  private static int id(String file, String key, Object id) {
    try {
      return Integer.parseInt(id.toString());
    } catch (NumberFormatException e) {
      throw wrong(file, key, "a token id", id);
    }
  }

  private void declare(int id, AddedToken token) {
    byId.put(id, token);
    byContent.put(token.content(), token);
  }

  /// The older file replaces what the configuration says.
  private void mergeMap(JsonView map) {
    map.toJava()
        .forEach((key, value) -> {
          if (value instanceof Map<?, ?> token && !key.equals(EXTRA)) {
            settings.put(key, specialOf(token));
          } else if (value instanceof List<?> tokens && key.equals(EXTRA)) {
            List<@Nullable Object> all = new ArrayList<>();
            if (settings.get(EXTRA) instanceof List<?> before) {
              all.addAll(before);
            }
            tokens.stream()
                .map(token -> token instanceof Map<?, ?> json ? specialOf(json) : token)
                .filter(token -> !all.contains(token))
                .forEach(all::add);
            settings.put(EXTRA, all);
          } else {
            settings.put(key, value);
          }
        });
    if (settings.get(EXTRA) instanceof Map<?, ?> extra) {
      Map<Object, @Nullable Object> named = new LinkedHashMap<>();
      if (settings.get(NAMED) instanceof Map<?, ?> before) {
        named.putAll(before);
      }
      named.putAll(extra);
      settings.put(NAMED, named);
      settings.remove(EXTRA);
    }
  }

  private static AddedToken specialOf(Map<?, ?> json) {
    Map<Object, @Nullable Object> special = new LinkedHashMap<>(json);
    special.put("special", true);
    return AddedToken.of(special);
  }

  private void readAdded(JsonView added) {
    List<String> special = new ArrayList<>();
    STANDARD.forEach(name -> content(settings.get(name), special));
    if (settings.get(EXTRA) instanceof List<?> extra) {
      extra.forEach(token -> content(token, special));
    }
    added
        .toJava()
        .forEach((token, id) -> {
          boolean isSpecial = special.contains(token);
          declare(
              id(ADDED, token, Objects.requireNonNullElse(id, "null")),
              new AddedToken(token, false, false, false, !isSpecial, isSpecial));
        });
  }

  private static void content(@Nullable Object token, List<String> to) {
    if (token instanceof String text) {
      to.add(text);
    } else if (token instanceof AddedToken declared) {
      to.add(declared.content());
    }
  }

  /// Tokens in the form of objects become tokens, and names the tokens that are declared by id.
  private void convert() {
    settings.replaceAll((key, value) -> converted(value));
    for (String name : STANDARD) {
      if (settings.get(name) instanceof String text && byContent.containsKey(text)) {
        settings.put(name, byContent.get(text));
      } else if (settings.get(name) instanceof AddedToken token) {
        settings.put(name, byContent.getOrDefault(token.content(), token));
      }
    }
  }

  private static @Nullable Object converted(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      if ("AddedToken".equals(map.get("__type"))) {
        return AddedToken.of(map);
      }
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, nested) -> copy.put(key, converted(nested)));
      return copy;
    }
    return value instanceof List<?> list
        ? list.stream().map(TokenDeclarations::converted).toList()
        : value;
  }

  private DeclaredTokens declared() {
    if (settings.containsKey(ADDITIONAL) && !settings.containsKey(EXTRA)) {
      settings.put(EXTRA, settings.remove(ADDITIONAL));
    }
    SequencedMap<String, Declared> named = new LinkedHashMap<>();
    for (String name : STANDARD) {
      if (settings.get(name) != null) {
        named.put(name, token(name, settings.get(name)));
      }
    }
    settings.forEach((name, value) -> {
      if (isOwnName(name) && (value instanceof String || value instanceof AddedToken)) {
        named.put(name, token(name, value));
      }
    });
    if (settings.get(NAMED) instanceof Map<?, ?> own) {
      own.forEach(
          (name, value) -> named.put(String.valueOf(name), token(NAMED + "." + name, value)));
    }
    return new DeclaredTokens(byId, named, extra());
  }

  private List<Declared> extra() {
    return switch (settings.get(EXTRA)) {
      case null -> List.of();
      case List<?> list -> list.stream().map(token -> token(EXTRA, token)).toList();
      case Object other -> throw wrong(CONFIG, EXTRA, "a list of tokens or an object", other);
    };
  }

  private static Declared token(String key, @Nullable Object value) {
    return switch (value) {
      case String text -> Declared.of(text);
      case AddedToken token -> Declared.of(token);
      case Map<?, ?> json when json.get("content") instanceof String ->
          Declared.of(AddedToken.of(json));
      case null, default -> throw wrong(CONFIG, key, "a token, as a string or an object", value);
    };
  }

  private static FoveaException wrong(
      String file, String key, String expected, @Nullable Object found) {
    return new FoveaException(
        String.format(Locale.ROOT, "%s: %s: expected %s, found %s", file, key, expected, found));
  }
}
