package dev.fovea.engine.text;

import dev.fovea.engine.text.AddedVocabulary.Step;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// A `tokenizer.json`: the model's vocabulary, the added tokens, and where they stand in the file.
/// Read as a stream, because the merges beside them are the bulk of it.
final class TokenizerJson {
  private static final ObjectMapper JSON = JsonMapper.shared();

  private static final String ADDED = "added_tokens";
  private static final String POST_PROCESSOR = "post_processor";
  private static final String VOCABULARY = "vocab";
  private static final String MERGES = "merges";

  private final byte[] bytes;
  private final Map<String, Integer> vocabulary = new LinkedHashMap<>();
  private final List<Step> added = new ArrayList<>();

  /// Places of the values that others are put in the place of, or that go into another file.
  private final Map<String, Place> places = new HashMap<>();

  /// A part of the text.
  ///
  /// @param end one past its last byte
  private record Place(int start, int end) {}

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
      int begin = offset(parser.currentLocation());
      file.places.put("", new Place(begin, begin));
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case ADDED -> file.place(name, parser, () -> file.readAdded(parser));
          case POST_PROCESSOR -> file.place(name, parser, parser::skipChildren);
          case "model" -> file.readModel(parser);
          default -> parser.skipChildren();
        }
      }
    }
    return file;
  }

  private static int offset(TokenStreamLocation location) {
    return Math.toIntExact(location.getByteOffset());
  }

  private void place(String name, JsonParser parser, Runnable read) {
    int start = offset(parser.currentTokenLocation());
    read.run();
    places.put(name, new Place(start, offset(parser.currentLocation())));
  }

  private void readAdded(JsonParser parser) {
    JsonNode tokens = parser.readValueAsTree();
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
      switch (name) {
        case VOCABULARY -> place(name, parser, () -> readVocabulary(parser));
        case MERGES -> place(name, parser, parser::skipChildren);
        default -> parser.skipChildren();
      }
    }
  }

  private void readVocabulary(JsonParser parser) {
    JsonNode tokens = parser.readValueAsTree();
    if (tokens.isObject()) {
      tokens
          .properties()
          .forEach(entry -> vocabulary.put(entry.getKey(), entry.getValue().asInt()));
    } else { // Unigram: [token, score] in the order of the ids
      tokens.forEach(pair -> vocabulary.put(pair.path(0).asString(), vocabulary.size()));
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

  /// Whether it is a byte-pair model, which is the one that has merges.
  boolean hasMerges() {
    return places.containsKey(MERGES) && places.containsKey(VOCABULARY);
  }

  /// The same text with other added tokens.
  byte[] withAdded(List<Step> tokens) {
    boolean listed = places.containsKey(ADDED);
    Place place = Objects.requireNonNull(places.get(listed ? ADDED : ""));
    ByteArrayOutputStream text = new ByteArrayOutputStream(bytes.length);
    text.write(bytes, 0, place.start);
    text.writeBytes(utf8(listed ? list(tokens) : "\"added_tokens\":" + list(tokens) + ","));
    text.write(bytes, place.end, bytes.length - place.end);
    return text.toByteArray();
  }

  /// A text with the vocabulary, merges and post-processor of this one.
  byte[] rebuilt(TokenizerPipeline pipeline, List<Step> tokens) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(bytes.length);
    text.writeBytes(
        utf8(
            "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":"
                + list(tokens)
                + ",\"normalizer\":"
                + pipeline.normalizer()
                + ",\"pre_tokenizer\":"
                + pipeline.preTokenizer()
                + ",\"post_processor\":"));
    copy(POST_PROCESSOR, text);
    text.writeBytes(
        utf8(
            ",\"decoder\":"
                + pipeline.decoder()
                + ",\"model\":{"
                + pipeline.options()
                + ",\"vocab\":"));
    copy(VOCABULARY, text);
    text.writeBytes(utf8(",\"merges\":"));
    copy(MERGES, text);
    text.writeBytes(utf8("}}"));
    return text.toByteArray();
  }

  private void copy(String name, ByteArrayOutputStream to) {
    Place place = places.get(name);
    if (place == null) {
      to.writeBytes(utf8("null"));
    } else {
      to.write(bytes, place.start, place.end - place.start);
    }
  }

  private static String list(List<Step> tokens) {
    return JSON.writeValueAsString(
        tokens.stream().map(step -> step.token().toJson(step.id())).toList());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
