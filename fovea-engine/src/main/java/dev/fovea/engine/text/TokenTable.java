package dev.fovea.engine.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Which string stands for which id, as `tokenizer.json` has it: the model's vocabulary and the
/// added tokens over it. Read as a stream, because the merges beside it are the bulk of the file.
final class TokenTable {
  private static final ObjectMapper JSON = JsonMapper.shared();

  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<Integer, String> tokens = new HashMap<>();
  private final Set<Integer> special = new HashSet<>();
  private int size;

  private TokenTable() {}

  /// Reads the text of a `tokenizer.json`.
  ///
  /// @throws tools.jackson.core.JacksonException if it is not JSON, or an id is no number
  static TokenTable read(byte[] tokenizerJson) {
    TokenTable table = new TokenTable();
    List<JsonNode> added = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(tokenizerJson)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "added_tokens" -> parser.<JsonNode>readValueAsTree().forEach(added::add);
          case "model" -> table.readModel(parser);
          default -> parser.skipChildren();
        }
      }
    }
    for (JsonNode token : added) {
      int id = token.path("id").asInt();
      table.put(token.path("content").asString(), id);
      if (token.path("special").asBoolean(false)) {
        table.special.add(id);
      }
    }
    return table;
  }

  private void readModel(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("vocab")) {
        JsonNode vocabulary = parser.readValueAsTree();
        if (vocabulary.isObject()) {
          vocabulary.properties().forEach(entry -> put(entry.getKey(), entry.getValue().asInt()));
        } else { // Unigram: [token, score] in the order of the ids
          vocabulary.forEach(pair -> put(pair.path(0).asString(), size));
        }
      } else {
        parser.skipChildren();
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
