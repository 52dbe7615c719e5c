package dev.fovea.engine.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;

/// What the files beside `tokenizer.json` say about tokens.
///
/// @param byId tokens with the ids that the files give them, which count for their order only
/// @param named special tokens by name, such as `bos_token`
/// @param extra special tokens without a name
record DeclaredTokens(
    SortedMap<Integer, AddedToken> byId,
    SequencedMap<String, Declared> named,
    List<Declared> extra) {

  /// @param text whether it was declared by its string alone
  record Declared(AddedToken token, boolean text) {
    static Declared of(String content) {
      return new Declared(AddedToken.special(content), true);
    }

    static Declared of(AddedToken token) {
      return new Declared(token, false);
    }

    String content() {
      return token.content();
    }
  }

  /// The strings of the named tokens.
  SequencedMap<String, String> names() {
    SequencedMap<String, String> names = new LinkedHashMap<>();
    named.forEach((name, token) -> names.put(name, token.content()));
    return names;
  }

  /// Adds what is missing.
  ///
  /// @param vocabulary with the tokens that are there already
  void addTo(AddedVocabulary vocabulary, TokenizerClass kind) {
    List<Declared> missing = new ArrayList<>();
    List<String> known = new ArrayList<>();
    vocabulary.tokens().forEach(token -> known.add(token.content()));
    for (AddedToken token : byId.values()) {
      missing.add(Declared.of(token)); // those that are there as well: the later flags count
      known.add(token.content());
    }
    List<Declared> special = new ArrayList<>(named.values());
    special.addAll(extra);
    for (Declared token : special) {
      if (!known.contains(token.content()) && !missing.contains(token)) {
        missing.add(token);
      }
    }
    List<String> names = named.values().stream().map(Declared::content).toList();
    for (Declared token : missing) {
      vocabulary.add(names.contains(token.content()) ? token.token().asSpecial() : token.token());
    }
    if (kind.addsAgain()) {
      special.forEach(token -> vocabulary.add(AddedToken.special(token.content())));
    }
  }
}
