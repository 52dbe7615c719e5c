package dev.fovea.train.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Fixtures;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Both losses and their gradients at every part of the network.
class LossesTest {
  @TempDir private Path folder = Path.of("");

  /// `(L(w + h d) - L(w - h d)) / 2h` against `dL/dw . d`, at the weights of one part of the
  /// network. Lengths on both sides of where attention changes its way. Tied embeddings are called
  /// after the output projection.
  @ParameterizedTest(name = "{0} of {1} tokens, tied {2}, at {3}")
  @CsvSource({
    "text, 50, false, vision_tower",
    "text, 50, false, multi_modal_projector",
    "text, 50, false, embed_tokens",
    "text, 50, false, self_attn",
    "text, 50, false, mlp",
    "text, 50, false, norm",
    "text, 50, false, lm_head",
    "text, 50, true, lm_head",
    "text, 50, true, language_model",
    "text, 700, true, vision_tower",
    "text, 700, true, language_model",
    "naming, 50, false, vision_tower",
    "naming, 50, false, multi_modal_projector",
    "naming, 50, false, embed_tokens",
    "naming, 50, false, language_model.model.norm",
    "naming, 50, true, lm_head",
  })
  void gradientsAreTheSlopesOfTheLoss(String kind, int length, boolean tied, String part) {
    Path source = tied ? TestNetwork.tied(folder) : Fixtures.folder("llava");
    Batch batch = TestNetwork.batch(length > 100 ? 1 : 2, length, 3);
    try (TestNetwork network = new TestNetwork(source).randomized(4)) {
      float[] gradient = gradient(network, batch, kind);
      boolean[] inside = network.mask(part);
      IntStream.range(0, gradient.length).filter(i -> !inside[i]).forEach(i -> gradient[i] = 0);
      double norm = norm(gradient);
      assertThat(norm).isGreaterThan(1e-2);

      float[] weights = network.weights();
      int count = (int) IntStream.range(0, inside.length).filter(i -> inside[i]).count();
      SplittableRandom random = new SplittableRandom(5);
      for (int trial = 0; trial < 3; trial++) {
        double[] direction = new double[gradient.length];
        double expected = 0;
        for (int i = 0; i < direction.length; i++) {
          if (inside[i]) {
            direction[i] = gradient[i] / norm + random.nextGaussian() / Math.sqrt(count);
            expected += gradient[i] * direction[i];
          }
        }
        double step = 4e-3;
        network.setWeights(moved(weights, direction, step));
        double after = loss(network, batch, kind);
        network.setWeights(moved(weights, direction, -step));
        double before = loss(network, batch, kind);
        double slope = (after - before) / (2 * step);
        assertThat(slope).isCloseTo(expected, within(2e-3 * norm));
      }
    }
  }

  @Test
  void theLossOfTheTextIsTheWeightedCrossEntropyOfItsTokens() {
    Batch batch = TestNetwork.batch(2, 40, 6);
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(false);
        TestNetwork network = new TestNetwork(Fixtures.folder("llava")).randomized(7)) {
      int[] places =
          IntStream.range(0, batch.ids().length).filter(i -> batch.weights()[i] > 0).toArray();
      Tensor features = network.losses.features(batch);
      float[][] logits = Tensors.toRows(network.losses.logits(batch, features, places));
      double expected = 0;
      for (int i = 0; i < places.length; i++) {
        expected += batch.weights()[places[i]] * crossEntropy(logits[i], batch.ids()[places[i]]);
      }
      assertThat(places).hasSize(2 * 8);
      assertThat(network.losses.text(batch, features).item_double())
          .isCloseTo(expected, within(1e-4));
    }
  }

  @Test
  void theNamingLossIsTheMeanOverItsNamingsOfTheMeanOverNamedRowsBehindTheFinalNorm() {
    Batch batch = TestNetwork.batch(2, 40, 6);
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(false);
        TestNetwork network = new TestNetwork(Fixtures.folder("llava")).randomized(7)) {
      Tensor features = network.losses.features(batch);
      float[] norm = network.weights("language_model.model.norm.weight");
      float[][] rows = Tensors.toRows(features);
      for (float[] row : rows) {
        double size = Math.sqrt(dot(row, row) / row.length + 1e-5);
        for (int i = 0; i < row.length; i++) {
          row[i] *= (float) (norm[i] / size);
        }
      }
      double expected = 0;
      for (Batch.Naming naming : batch.names()) {
        float[][] words = Tensors.toRows(network.model.text().embed(naming.words()).squeeze(0));
        double sum = 0;
        int named = 0;
        for (int row = 0; row < rows.length; row++) {
          if (naming.chosen()[row] >= 0) {
            float[] logits = new float[words.length];
            for (int word = 0; word < words.length; word++) {
              logits[word] = dot(rows[row], words[word]);
            }
            sum += crossEntropy(logits, naming.chosen()[row]);
            named++;
          }
        }
        assertThat(named).isEqualTo(TestNetwork.PATCHES);
        expected += sum / named / batch.names().size();
      }
      assertThat(network.losses.naming(batch, features).item_double())
          .isCloseTo(expected, within(1e-5));
    }
  }

  private static float[] gradient(TestNetwork network, Batch batch, String kind) {
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(true)) {
      of(network, batch, kind).backward();
      return Tensors.toFloats(network.leaves.gradients());
    }
  }

  private static double loss(TestNetwork network, Batch batch, String kind) {
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(false)) {
      return of(network, batch, kind).item_double();
    }
  }

  /// The loss, divided by what counts in it.
  private static Tensor of(TestNetwork network, Batch batch, String kind) {
    Tensor features = network.losses.features(batch);
    return kind.equals("naming")
        ? network.losses.naming(batch, features)
        : network.losses.text(batch, features).div(Tensors.scalar(batch.weight()));
  }

  private static float[] moved(float[] weights, double[] direction, double step) {
    float[] moved = Arrays.copyOf(weights, weights.length);
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    return moved;
  }

  private static double norm(float[] vector) {
    return Math.sqrt(
        IntStream.range(0, vector.length).mapToDouble(i -> vector[i]).map(x -> x * x).sum());
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double crossEntropy(float[] logits, int target) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    return Math.log(sum) - logits[target];
  }
}
