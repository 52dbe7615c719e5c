package dev.fovea.engine.text;

import dev.fovea.engine.text.AddedVocabulary.Step;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// A `tokenizer.json`: the model's vocabulary, the added tokens, and where they stand in the file.
/// Read as a stream, because the merges beside them are the bulk of it.
final class TokenizerJson {
  private static final ObjectMapper JSON = JsonMapper.shared();

  private static final String ADDED = "added_tokens";

  private final byte[] bytes;
  private final Map<String, Integer> vocabulary = new LinkedHashMap<>();
  private final List<Step> added = new ArrayList<>();

  /// The place of the list of added tokens; an empty place behind the first brace without one.
  private int start;

  private int end;
  private boolean listed;

  private TokenizerJson(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Reads the text of the file.
  ///
  /// @throws tools.jackson.core.JacksonException if it is not JSON, or an id is no number
  static TokenizerJson read(byte[] bytes) {
    TokenizerJson file = new TokenizerJson(bytes);
    try (JsonParser parser = JSON.createParser(bytes)) {
      parser.nextToken();
      file.start = (int) parser.currentLocation().getByteOffset();
      file.end = file.start;
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case ADDED -> file.readAdded(parser);
          case "model" -> file.readModel(parser);
          default -> parser.skipChildren();
        }
      }
    }
    return file;
  }

  private void readAdded(JsonParser parser) {
    start = (int) parser.currentTokenLocation().getByteOffset();
    JsonNode tokens = parser.readValueAsTree();
    end = (int) parser.currentLocation().getByteOffset();
    listed = true;
    for (JsonNode token : tokens) {
      boolean special = token.path("special").asBoolean(false);
      added.add(
          new Step(
              token.path("id").asInt(),
              new AddedToken(
                  token.path("content").asString(),
                  token.path("single_word").asBoolean(false),
                  token.path("lstrip").asBoolean(false),
                  token.path("rstrip").asBoolean(false),
                  token.path("normalized").asBoolean(!special),
                  special)));
    }
  }

  private void readModel(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("vocab")) {
        JsonNode tokens = parser.readValueAsTree();
        if (tokens.isObject()) {
          tokens
              .properties()
              .forEach(entry -> vocabulary.put(entry.getKey(), entry.getValue().asInt()));
        } else { // Unigram: [token, score] in the order of the ids
          tokens.forEach(pair -> vocabulary.put(pair.path(0).asString(), vocabulary.size()));
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  /// Ids of the model's own tokens.
  Map<String, Integer> vocabulary() {
    return vocabulary;
  }

  /// Added tokens with the ids that the file gives them, in its order.
  List<Step> added() {
    return added;
  }

  /// The same text with other added tokens.
  byte[] withAdded(List<Step> tokens) {
    byte[] list =
        JSON.writeValueAsBytes(
            tokens.stream().map(step -> step.token().toJson(step.id())).toList());
    ByteArrayOutputStream text = new ByteArrayOutputStream(bytes.length + list.length);
    text.write(bytes, 0, start);
    if (!listed) {
      text.writeBytes(JSON.writeValueAsBytes(ADDED));
      text.write(':');
    }
    text.writeBytes(list);
    if (!listed) {
      text.write(',');
    }
    text.write(bytes, end, bytes.length - end);
    return text.toByteArray();
  }
}
