package dev.fovea.engine.text;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Gives added tokens their ids as the `tokenizers` library does: a token of the vocabulary keeps
/// its id, any other gets the next free one, whatever a file says. A token that is added again
/// changes its flags.
final class AddedVocabulary {
  private final Map<String, Integer> vocabulary;
  private final Map<String, Integer> ids = new HashMap<>();
  private final TreeMap<Integer, AddedToken> byId = new TreeMap<>();
  private final Set<Integer> special = new HashSet<>();
  private int highest = -1;

  /// @param vocabulary of the model alone
  AddedVocabulary(Map<String, Integer> vocabulary) {
    this.vocabulary = vocabulary;
  }

  void add(AddedToken token) {
    if (token.content().isEmpty() || byId.containsValue(token)) {
      return;
    }
    int id = id(token.content());
    highest = Math.max(highest, id);
    ids.put(token.content(), id);
    byId.put(id, token);
    if (token.special()) {
      special.add(id);
    }
  }

  private int id(String content) {
    Integer known = ids.getOrDefault(content, vocabulary.get(content));
    if (known != null) {
      return known;
    }
    return Math.max(highest + 1, vocabulary.size());
  }

  /// The tokens as they are now.
  Collection<AddedToken> tokens() {
    return byId.values();
  }

  /// The tokens as they are now with their ids, ascending; added in this order they get the same.
  /// What was special once stays it.
  List<Step> steps() {
    return byId.entrySet().stream()
        .map(entry ->
            new Step(
                entry.getKey(),
                special.contains(entry.getKey()) ? entry.getValue().asSpecial() : entry.getValue()))
        .toList();
  }

  /// A token that was added.
  record Step(int id, AddedToken token) {}
}
