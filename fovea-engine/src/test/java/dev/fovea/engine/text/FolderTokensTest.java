package dev.fovea.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.text.Fixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Folders whose files say different things about tokens, against what transformers makes of them.
class FolderTokensTest {
  private static final String RECORD = "folder-tokens.json";

  @TempDir private Path folder = Path.of("");

  static Stream<Arguments> recorded() {
    try (InputStream in =
        Objects.requireNonNull(FolderTokensTest.class.getResourceAsStream(RECORD))) {
      List<Arguments> cases = new ArrayList<>();
      for (JsonNode json : JsonMapper.shared().readTree(in).get("cases")) {
        cases.add(Arguments.of(cases.size() + " " + json.get("fixture").asString(), json));
      }
      return cases.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the fixture's files, changed as the case says.
  private void write(JsonNode json) throws IOException {
    Fixture fixture = Fixture.of(json.get("fixture").asString());
    ObjectNode tokenizer = (ObjectNode) fixture.json("tokenizer.json");
    List<String> removed = json.get("remove").valueStream().map(JsonNode::asString).toList();
    ArrayNode kept = JsonMapper.shared().createArrayNode();
    for (JsonNode token : tokenizer.get("added_tokens")) {
      if (!removed.contains(token.get("content").asString())) {
        kept.add(token);
      }
    }
    tokenizer.set("added_tokens", kept);
    ObjectNode config = (ObjectNode) fixture.json("tokenizer_config.json");
    json.get("unset").forEach(key -> config.remove(key.asString()));
    config.setAll((ObjectNode) json.get("tokenizer_config"));
    ObjectNode model = (ObjectNode) fixture.json("config.json");
    model.setAll((ObjectNode) json.get("config"));
    write("tokenizer.json", tokenizer);
    write("tokenizer_config.json", config);
    write("config.json", model);
    write("special_tokens_map.json", json.get("map"));
    write("added_tokens.json", json.get("added"));
  }

  private void write(String name, JsonNode json) throws IOException {
    if (!json.isNull()) {
      Files.writeString(folder.resolve(name), json.toString());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recorded")
  void tokensAreThoseOfTransformers(String name, JsonNode json) throws IOException {
    write(json);
    List<String> names = new ArrayList<>();
    json.get("names")
        .properties()
        .forEach(e -> names.add(e.getKey() + "=" + e.getValue().asString()));

    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      for (JsonNode token : json.get("tokens")) {
        int id = token.get(0).asInt();
        assertThat(tokenizer.token(id)).as("token %d", id).contains(token.get(1).asString());
        assertThat(tokenizer.id(token.get(1).asString())).as("id of %s", token.get(1)).hasValue(id);
      }
      int[] ids = tokenizer.encode(json.get("text").asString(), true).ids();
      assertThat(ids).isEqualTo(Fixture.ints(json.get("ids")));
      if (json.has("decoded")) {
        assertThat(tokenizer.decode(ids, true)).isEqualTo(json.get("decoded").asString());
      }
    }
    assertThat(SpecialTokens.of(ModelFolder.open(folder)).byName().toString())
        .isEqualTo("{" + String.join(", ", names) + "}");
  }
}
