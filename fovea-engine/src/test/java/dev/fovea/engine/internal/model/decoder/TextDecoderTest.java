package dev.fovea.engine.internal.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.fovea.engine.Fixtures;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.model.rope.Rotations;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Properties of the decoder that hold whatever its weights are.
class TextDecoderTest {
  private static final Device CPU = new Device("cpu");
  private static final float SAME = 2e-5f;

  private static VisionLanguageModel load(String fixture) {
    ModelFolder folder = ModelFolder.open(Fixtures.folder(fixture));
    return Families.build(
        folder.config(), ModelWeights.of(folder.weights(), ScalarType.Float, CPU));
  }

  private static int[] ids(int count, long seed) {
    return new SplittableRandom(seed).ints(count, 0, 336).toArray();
  }

  private static Tensor forward(TextDecoder decoder, Tensor hidden) {
    Positions positions = Positions.sequence(Math.toIntExact(hidden.size(1)));
    return decoder.logits(through(decoder, hidden, positions, Optional.empty()));
  }

  private static Tensor through(
      TextDecoder decoder, Tensor hidden, Positions positions, Optional<KeyValueCache> cache) {
    Rotations rotations = decoder.rotations(positions);
    for (int layer = 0; layer < decoder.layers().size(); layer++) {
      hidden = decoder.layers().get(layer).forward(hidden, rotations.of(layer), cache).hidden();
    }
    return hidden;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"llava", "gemma3", "variants/mistral-window-yarn", "variants/qwen3-bias-window"})
  void aBatchOfTwoComputesAsTwoSingles(String fixture) {
    try (Scope scope = new Scope();
        VisionLanguageModel model = load(fixture)) {
      TextDecoder decoder = model.text();
      Tensor first = decoder.embed(ids(120, 1));
      Tensor second = decoder.embed(ids(120, 2));

      float[] both = Tensors.toFloats(forward(decoder, Tensors.concatenate(0, first, second)));
      float[] singles =
          Tensors.toFloats(
              Tensors.concatenate(0, forward(decoder, first), forward(decoder, second)));

      assertThat(both).containsExactly(singles, offset(SAME));
    }
  }

  /// Windows of 100, 48, 32 and 24 are shorter than the 130 positions.
  @ParameterizedTest
  @CsvSource({
    "llava, 1",
    "llava, 60",
    "variants/mistral-window-yarn, 60",
    "variants/mistral-window-yarn, 110",
    "variants/qwen2-window, 60",
    "variants/qwen3-bias-window, 20",
    "gemma3, 20",
    "gemma3, 60",
  })
  void readingTokenByTokenComputesAsReadingAtOnce(String fixture, int prompt) {
    int[] ids = ids(130, 3);
    try (Scope scope = new Scope();
        VisionLanguageModel model = load(fixture);
        KeyValueCache cache = new KeyValueCache(model.text().layers().size(), 4)) {
      TextDecoder decoder = model.text();
      float[] whole = Tensors.toFloats(forward(decoder, decoder.embed(ids)));
      int vocabulary = whole.length / ids.length;

      float[] cached = new float[whole.length];
      for (int done = 0; done < ids.length; ) {
        int count = done == 0 ? prompt : 1;
        int[] some = Arrays.copyOfRange(ids, done, done + count);
        Tensor hidden = decoder.embed(some);
        Positions positions =
            Positions.sequence(ids.length).select(IntStream.range(done, done + count).toArray());
        hidden = through(decoder, hidden, positions, Optional.of(cache));
        float[] logits = Tensors.toFloats(decoder.logits(hidden));
        System.arraycopy(logits, 0, cached, done * vocabulary, logits.length);
        done += count;
      }

      assertThat(cached).containsExactly(whole, offset(5 * SAME));
      assertThat(cache.length(0)).isEqualTo(ids.length);
      assertThat(cache.bytes()).isEqualTo(decoder.cacheBytes(ids.length));
    }
  }
}
