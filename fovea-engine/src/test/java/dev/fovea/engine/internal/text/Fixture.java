package dev.fovea.engine.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.text.SpecialTokens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A reference model in `fixtures/`, with what transformers computes on it.
public record Fixture(Path folder) {

  public static Fixture of(String name) {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.isDirectory(directory.resolve("fixtures"))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("no folder fixtures above " + Path.of("").toAbsolutePath());
    }
    return new Fixture(directory.resolve("fixtures").resolve(name));
  }

  public JsonNode json(String file) {
    return JsonMapper.shared().readTree(folder.resolve(file));
  }

  SpecialTokens specialTokens() {
    return SpecialTokens.of(ModelFolder.open(folder));
  }

  ChatTemplate chatTemplate() throws IOException {
    return ChatTemplate.of(
        Files.readString(folder.resolve("chat_template.jinja")), specialTokens());
  }

  /// The whole numbers of an int32 tensor in a safetensors file.
  int[] int32Tensor(String file, String name) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Math.toIntExact(bytes.getLong());
    byte[] header = new byte[headerLength];
    bytes.get(header);
    JsonNode tensor = JsonMapper.shared().readTree(header).get(name);
    assertThat(tensor.get("dtype").asString()).isEqualTo("I32");
    int[] range = ints(tensor.get("data_offsets"));
    int[] values = new int[(range[1] - range[0]) / Integer.BYTES];
    bytes
        .slice(Long.BYTES + headerLength + range[0], range[1] - range[0])
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(values);
    return values;
  }

  public static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
