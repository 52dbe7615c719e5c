package dev.fovea.engine.internal.model.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.Fixtures;
import dev.fovea.engine.Fixtures.Reference;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.model.rope.Rotations;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LlavaReferenceTest {

  @Test
  void decoderComputesWhatTransformersComputes() {
    Reference reference = Fixtures.reference("llava", "one_image");
    ModelFolder folder = ModelFolder.open(Fixtures.folder("llava"));
    try (Scope scope = new Scope();
        VisionLanguageModel model =
            Families.build(
                folder.config(),
                ModelWeights.of(folder.weights(), ScalarType.Float, new Device("cpu")))) {
      TextDecoder decoder = model.text();
      Tensor hidden = reference.tensor("inputs_embeds").unsqueeze(0);
      Rotations rotations = decoder.rotations(Positions.sequence(Math.toIntExact(hidden.size(1))));
      for (int layer = 0; layer < decoder.layers().size(); layer++) {
        hidden =
            decoder
                .layers()
                .get(layer)
                .forward(hidden, rotations.of(layer), Optional.empty())
                .hidden();
        assertClose(Tensors.toFloats(hidden), reference.floats("hidden.layer" + layer), 2e-4f);
      }
      assertClose(
          Tensors.toFloats(decoder.normalise(hidden)),
          reference.floats("hidden.final_norm"),
          2e-4f);
      assertClose(Tensors.toFloats(decoder.logits(hidden)), reference.floats("logits"), 5e-4f);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-spm"})
  void towerAndProjectorComputeWhatTransformersComputes(String fixture) {
    Reference reference = Fixtures.reference(fixture, "one_image");
    ModelFolder folder = ModelFolder.open(Fixtures.folder(fixture));
    try (Scope scope = new Scope();
        VisionLanguageModel model =
            Families.build(
                folder.config(),
                ModelWeights.of(folder.weights(), ScalarType.Float, new Device("cpu")))) {
      Tensor pixels = reference.tensor("pixel_values");
      ImageInput input =
          new ImageInput(
              Tensors.toFloats(pixels),
              Tensors.shape(pixels),
              97,
              61,
              new Grid(1, 1),
              "",
              List.of(ImageArea.WHOLE));
      Tensor features = model.features(List.of(input)).embeddings();
      assertClose(Tensors.toFloats(features), reference.floats("vision_features"), 2e-4f);
    }
  }

  private static void assertClose(float[] found, float[] expected, float tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    float worst = 0;
    for (int i = 0; i < found.length; i++) {
      worst = Math.max(worst, Math.abs(found[i] - expected[i]));
    }
    assertThat(worst).isLessThanOrEqualTo(tolerance);
  }
}
