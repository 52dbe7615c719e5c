package dev.fovea.pruning.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.text.PromptLayout;
import dev.fovea.engine.text.TokenRole;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.score.TokenScores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The recorded scores of a real attention run give exactly the recorded kept positions, ties and
/// all.
class ReferenceSelectionTest {

  private static final Path FILE =
      Path.of("../fixtures/llava/reference/one_image_long.pruning.safetensors");

  static Stream<String> names() throws IOException {
    return header(bytes()).propertyNames().stream()
        .filter(name -> name.startsWith("scores."))
        .map(name -> name.substring("scores.".length()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void theRecordedScoresGiveTheRecordedKeptPositions(String name) throws IOException {
    ByteBuffer file = bytes();
    int[] prunable = integers(file, "prunable", 4);
    int[] kept = integers(file, "kept." + name, 2);
    ByteBuffer recorded = tensor(file, "scores." + name);
    int n = kept.length + (int) Math.floor(0.3 * prunable.length);
    double[] scores = new double[n];
    TokenRole[] roles = new TokenRole[n];
    Arrays.fill(roles, TokenRole.TEMPLATE);
    for (int position : prunable) {
      scores[position] = recorded.getFloat();
      roles[position] = TokenRole.CONTEXT;
    }
    PromptLayout layout = Layouts.of(roles);

    assertThat(prunable).hasSize(321);
    Selection selection =
        Selector.select(PruningPolicy.preset("paper"), layout, TokenScores.of(scores));
    assertThat(selection.kept()).containsExactly(kept);
    assertThat(selection.prunableCount()).isEqualTo(321);
    assertThat(selection.fallback()).isEmpty();
  }

  private static ByteBuffer bytes() throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(FILE)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static JsonNode header(ByteBuffer file) {
    int length = Math.toIntExact(file.getLong(0));
    return new JsonMapper()
        .readTree(new String(file.array(), Long.BYTES, length, StandardCharsets.UTF_8));
  }

  private static ByteBuffer tensor(ByteBuffer file, String name) {
    JsonNode offsets = header(file).get(name).get("data_offsets");
    int data = Long.BYTES + Math.toIntExact(file.getLong(0));
    int start = offsets.get(0).asInt();
    int end = offsets.get(1).asInt();
    return file.slice(data + start, end - start).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int[] integers(ByteBuffer file, String name, int width) {
    ByteBuffer values = tensor(file, name);
    return IntStream.range(0, values.remaining() / width)
        .map(i -> width == 2 ? values.getShort(2 * i) : values.getInt(4 * i))
        .toArray();
  }
}
