package dev.fovea.engine.text;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Which string stands for which id: the model's vocabulary and the added tokens over it.
final class TokenTable {
  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<Integer, String> tokens = new HashMap<>();
  private final Set<Integer> special = new HashSet<>();
  private int size;

  /// @param vocabulary ids of the model's own tokens
  /// @param added added tokens, as [AddedVocabulary#steps] has them
  TokenTable(Map<String, Integer> vocabulary, List<AddedVocabulary.Step> added) {
    vocabulary.forEach(this::put);
    for (AddedVocabulary.Step step : added) {
      put(step.token().content(), step.id());
      if (step.token().special()) {
        special.add(step.id());
      }
    }
  }

  private void put(String token, int id) {
    tokens.put(id, token);
    ids.put(token, id);
    size = Math.max(size, id + 1);
  }

  OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  Optional<String> token(int id) {
    return Optional.ofNullable(tokens.get(id));
  }

  boolean isSpecial(int id) {
    return special.contains(id);
  }

  /// The highest id, plus one.
  int size() {
    return size;
  }
}
