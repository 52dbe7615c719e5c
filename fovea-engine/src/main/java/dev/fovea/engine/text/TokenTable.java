package dev.fovea.engine.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
  private final List<Optional<String>> tokens = new ArrayList<>();
  private final BitSet special = new BitSet();

  private TokenTable() {}

  /// Reads the text of a `tokenizer.json`.
  ///
  /// @throws tools.jackson.core.JacksonException if it is not JSON
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
      table.special.set(id, token.path("special").asBoolean(false));
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
          vocabulary.forEach(pair -> put(pair.path(0).asString(), tokens.size()));
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void put(String token, int id) {
    while (tokens.size() <= id) {
      tokens.add(Optional.empty());
    }
    tokens.set(id, Optional.of(token));
    ids.put(token, id);
  }

  OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  Optional<String> token(int id) {
    return id >= 0 && id < tokens.size() ? tokens.get(id) : Optional.empty();
  }

  boolean isSpecial(int id) {
    return id >= 0 && special.get(id);
  }

  int size() {
    return tokens.size();
  }
}
