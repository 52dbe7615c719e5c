package dev.fovea.engine.internal.model.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Against what transformers computed with a small random tower (`siglip/make.py`).
class SiglipVisionTowerTest {
  private static final Path FOLDER = Path.of("src/test/resources/siglip");
  private static final Device CPU = new Device("cpu");
  private static final SiglipVisionConfig CONFIG =
      SiglipVisionConfig.from(
          JsonView.parse(
              "config.json",
              """
              {"hidden_size": 16, "intermediate_size": 20, "num_hidden_layers": 2,
               "num_attention_heads": 2, "image_size": 12, "patch_size": 3}
              """
                  .getBytes(StandardCharsets.UTF_8)),
          SiglipVisionConfig.BASE);

  @Test
  void computesTheStatesThatTransformersComputes() {
    try (Scope scope = new Scope();
        ModelWeights weights = weights()) {
      SiglipVisionTower tower = new SiglipVisionTower(CONFIG, 2, weights);
      List<Tensor> states = tower.hiddenStates(recorded("pixel_values"), List.of(0, 1, 2));
      assertThat(states).hasSize(3);
      for (int i = 0; i < 3; i++) {
        assertClose(states.get(i), recorded("state" + i));
      }
      Tensor last = tower.lastState(recorded("pixel_values"));
      assertThat(Tensors.toFloats(last)).containsExactly(Tensors.toFloats(states.getLast()));
      assertClose(SiglipVisionTower.postNorm(CONFIG, weights).apply(last), recorded("normalised"));
    }
  }

  @Test
  void computesTheTowerOfIdefics3WithItsPositions() {
    try (Scope scope = new Scope();
        ModelWeights weights = weights()) {
      Tensor last =
          new SiglipVisionTower(CONFIG, 2, weights)
              .lastState(recorded("wide_pixel_values"), FractionalPositions.of(2, 3, 4));
      assertClose(
          SiglipVisionTower.postNorm(CONFIG, weights).apply(last), recorded("wide_normalised"));
    }
  }

  @Test
  void loadsOnlyTheLayersThatAreAskedFor() {
    try (Scope scope = new Scope();
        ModelWeights all = weights();
        ModelWeights one = weights()) {
      new SiglipVisionTower(CONFIG, 2, all);
      Tensor first = new SiglipVisionTower(CONFIG, 1, one).lastState(recorded("pixel_values"));
      assertClose(first, recorded("state1"));
      long layer = 4 * (16 * 16 + 16) + (20 * 16 + 20) + (16 * 20 + 16) + 4 * 16;
      assertThat(all.bytes() - one.bytes()).isEqualTo(4 * layer);
    }
  }

  @Test
  void refusesPicturesOfAnotherSizeThanItsOwn() {
    try (Scope scope = new Scope();
        ModelWeights weights = weights()) {
      SiglipVisionTower tower = new SiglipVisionTower(CONFIG, 1, weights);
      assertThatThrownBy(() -> tower.lastState(recorded("wide_pixel_values")))
          .isInstanceOf(FoveaException.class)
          .hasMessage(
              "the image processor makes pictures of 9 x 6, the vision tower takes 12 x 12");
    }
  }

  static Stream<String[]> positions() throws IOException {
    return Files.readAllLines(FOLDER.resolve("positions.tsv")).stream()
        .map(line -> line.split("\t", -1));
  }

  @ParameterizedTest(name = "{1} patches, {0} positions")
  @MethodSource("positions")
  void patchesGetThePositionsOfIdefics3(int side, int patches, String expected) {
    int[] buckets = Arrays.stream(expected.split(",")).mapToInt(Integer::parseInt).toArray();
    assertThat(FractionalPositions.of(1, patches, side)).containsExactly(buckets);
    assertThat(FractionalPositions.of(patches, 1, side))
        .containsExactly(Arrays.stream(buckets).map(i -> side * i).toArray());
  }

  private static ModelWeights weights() {
    return ModelWeights.of(Weights.open(FOLDER), ScalarType.Float, CPU);
  }

  private static Tensor recorded(String name) {
    try (SafetensorsFile file = SafetensorsFile.open(FOLDER.resolve("record.safetensors"))) {
      TensorEntry entry = file.find(name).orElseThrow();
      float[] values =
          entry.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
      return Tensors.of(values, CPU, entry.sizes());
    }
  }

  private static void assertClose(Tensor found, Tensor expected) {
    assertThat(Tensors.shape(found)).containsExactly(Tensors.shape(expected));
    assertThat(Tensors.toFloats(found)).containsExactly(Tensors.toFloats(expected), offset(2e-5f));
  }
}
