package dev.fovea.pruning.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.score.TokenScores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The recorded scores of a real attention run give exactly the recorded kept positions, at the
/// preset's rate of 0.3.
class ReferenceSelectionTest {

  private static final Path FILE =
      Path.of("../fixtures/llava/reference/one_image_long.pruning.safetensors");

  static List<String> names() {
    try (SafetensorsFile file = SafetensorsFile.open(FILE)) {
      return file.tensors().keySet().stream()
          .filter(name -> name.startsWith("scores."))
          .map(name -> name.substring("scores.".length()))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theRecordedScoresGiveTheRecordedKeptPositions(String name) {
    try (SafetensorsFile file = SafetensorsFile.open(FILE)) {
      int[] prunable = integers(tensor(file, "prunable"), Integer.BYTES);
      int[] kept = integers(tensor(file, "kept." + name), Short.BYTES);
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
      Selection selection =
          Selector.select(PruningPolicy.preset("paper"), layout, TokenScores.of(scores));

      assertThat(selection.kept()).containsExactly(kept);
      assertThat(selection.prunableCount()).isEqualTo(prunable.length).isEqualTo(321);
      assertThat(selection.fallback()).isEmpty();
    }
  }

  private static ByteBuffer tensor(SafetensorsFile file, String name) {
    return file.find(name).orElseThrow().data().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int[] integers(ByteBuffer values, int bytes) {
    return IntStream.range(0, values.remaining() / bytes)
        .map(i -> bytes == Short.BYTES ? values.getShort(bytes * i) : values.getInt(bytes * i))
        .toArray();
  }
}
