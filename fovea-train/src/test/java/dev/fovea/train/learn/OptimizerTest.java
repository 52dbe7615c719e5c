package dev.fovea.train.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.internal.model.tensors.TensorShape;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/// AdamW against its formula in float64, and what Muon promises of its steps.
class OptimizerTest {
  private static final Device CPU = new Device("cpu");
  private static final double RATE = 0.01;
  private static final double DECAY = 0.1;
  private static final int ROWS = 8;
  private static final int COLUMNS = 24;
  private static final String LAYER = "language_model.model.layers.0.mlp.";
  private static final TensorShape WIDE = shape(LAYER + "down_proj.weight", ROWS, COLUMNS);
  private static final TensorShape TALL = shape(LAYER + "up_proj.weight", COLUMNS, ROWS);

  /// Parameters that start as random numbers, and their optimizer.
  private static final class Trained implements AutoCloseable {
    private final Parameters parameters;
    private final Optimizer optimizer;
    private long count;

    Trained(TensorShape... shapes) {
      parameters = new Parameters(List.of(shapes), ScalarType.Float, CPU);
      optimizer = new Optimizer(parameters);
      float[] start = normal(99, size());
      try (Scope scope = new Scope()) {
        parameters.masters().copy_(Tensors.of(start, CPU, start.length));
      }
    }

    int size() {
      return parameters.shapes().stream().mapToInt(it -> (int) it.elements()).sum();
    }

    float[] weights() {
      return Tensors.toFloats(parameters.masters());
    }

    /// Takes a step and returns what it took away from the weights.
    float[] step(float[] gradient, StepSettings settings, String... frozen) {
      float[] before = weights();
      count++;
      try (Scope scope = new Scope();
          AutoGradMode mode = new AutoGradMode(false)) {
        Tensor flat = Tensors.of(gradient, CPU, gradient.length);
        optimizer.changes(flat, settings, Set.of(frozen), count).forEach(Runnable::run);
      }
      float[] after = weights();
      float[] taken = new float[after.length];
      for (int i = 0; i < taken.length; i++) {
        taken[i] = before[i] - after[i];
      }
      return taken;
    }

    @Override
    public void close() {
      optimizer.close();
      parameters.close();
    }
  }

  @Test
  void fiveStepsOfAdamAreThoseOfTheFormula() {
    TensorShape matrix = shape("matrix.weight", 3, 4);
    TensorShape bias = shape("layer.bias", 4);
    try (Trained trained = new Trained(matrix, bias)) {
      double[] weights = doubles(trained.weights());
      double[] first = new double[weights.length];
      double[] second = new double[weights.length];
      for (int step = 1; step <= 5; step++) {
        float[] gradient = normal(step, weights.length);
        double rate = RATE / step;
        trained.step(gradient, new StepSettings(rate, DECAY, 1, 0, 0));
        for (int i = 0; i < weights.length; i++) {
          first[i] = 0.9 * first[i] + 0.1 * gradient[i];
          second[i] = 0.98 * second[i] + 0.02 * gradient[i] * gradient[i];
          double mean = first[i] / (1 - Math.pow(0.9, step));
          double square = second[i] / (1 - Math.pow(0.98, step));
          boolean decays = i < matrix.elements();
          weights[i] -= decays ? rate * DECAY * weights[i] : 0;
          weights[i] -= rate * mean / (Math.sqrt(square) + 1e-8);
        }
        assertThat(doubles(trained.weights())).containsExactly(weights, within(1e-6));
      }
    }
  }

  @Test
  void theFirstStepOfAdamIsAsLongAsTheRateWhateverTheGradient() {
    try (Trained trained = new Trained(shape("layer.bias", 3))) {
      float[] taken = trained.step(new float[] {1e-3f, -5, 1e3f}, adam(0));
      assertThat(doubles(taken)).containsExactly(new double[] {RATE, -RATE, RATE}, within(1e-6));
    }
  }

  @Test
  void frozenParametersStayAsTheyAre() {
    TensorShape other = shape("vision_tower.weight", 3, 4);
    for (double muonScale : List.of(0.0, 0.2)) {
      try (Trained trained = new Trained(WIDE, other, TALL)) {
        int tower = (int) WIDE.elements();
        int end = tower + (int) other.elements();
        StepSettings settings = new StepSettings(RATE, DECAY, 1, 0, muonScale);
        float[] taken =
            trained.step(normal(1, trained.size()), settings, WIDE.name(), other.name());
        assertThat(Arrays.copyOf(taken, end)).containsOnly(0);
        assertThat(Arrays.copyOfRange(taken, end, taken.length)).doesNotContain(0);
        assertThat(Arrays.copyOf(Tensors.toFloats(trained.optimizer.first()), end)).containsOnly(0);
      }
    }
  }

  @Test
  void onlyMatricesOfLayersTakeTheStepsOfMuon() {
    TensorShape head = shape("language_model.lm_head.weight", 4, 6);
    TensorShape tower = shape("vision_tower.embeddings.position_embedding.weight", 4, 6);
    TensorShape norm = shape(LAYER + "norm.weight", 6);
    try (Trained muon = new Trained(head, tower, norm, WIDE);
        Trained adam = new Trained(head, tower, norm, WIDE)) {
      float[] gradient = normal(1, muon.size());
      int plain = (int) (head.elements() + tower.elements() + norm.elements());
      float[] found = muon.step(gradient, muon(DECAY));
      float[] expected = adam.step(gradient, adam(DECAY));
      assertThat(Arrays.copyOf(found, plain)).containsExactly(Arrays.copyOf(expected, plain));
      assertThat(found[plain]).isNotEqualTo(expected[plain]);
    }
  }

  @Test
  void singularValuesOfAStepOfMuonAreAboutEqual() {
    try (Scope scope = new Scope();
        Trained trained = new Trained(WIDE)) {
      float[] gradient = normal(1, trained.size());
      Tensor g = matrix(gradient, ROWS, COLUMNS);
      Tensor step = matrix(unit(trained.step(gradient, muon(0))), ROWS, COLUMNS);
      float[] sizes = Tensors.toFloats(torch.linalg_svdvals(step));
      assertThat(sizes).hasSize(ROWS);
      for (float size : sizes) {
        assertThat(size).isBetween(0.6f, 1.3f);
      }
      // The gradient's own singular vectors, in its direction: their product is symmetric, and its
      // trace is the sum of the singular values but for those factors.
      Tensor product = step.matmul(g.transpose(0, 1));
      double asymmetry = product.sub(product.transpose(0, 1)).norm().item_double();
      double sum = torch.linalg_svdvals(g).sum().item_double();
      assertThat(asymmetry / product.norm().item_double()).isLessThan(1e-4);
      assertThat(product.trace().item_double() / sum).isBetween(0.6, 1.3);
    }
  }

  /// A step hangs on the direction of the gradient alone, so that a step after two gradients is one
  /// after what the momentum makes of them.
  @Test
  void muonStepsAlongTheMomentumAndTheGradientItIsGoingToMeet() {
    try (Trained trained = new Trained(WIDE);
        Trained fresh = new Trained(WIDE)) {
      float[] one = normal(1, trained.size());
      float[] two = normal(2, trained.size());
      float[] wanted = new float[one.length];
      for (int i = 0; i < wanted.length; i++) {
        double momentum = 0.95 * 0.05 * one[i] + 0.05 * two[i];
        wanted[i] = (float) (0.95 * momentum + 0.05 * two[i]);
      }
      trained.step(one, muon(0));
      assertThat(doubles(unit(trained.step(two, muon(0)))))
          .containsExactly(doubles(unit(fresh.step(wanted, muon(0)))), within(1e-4));
    }
  }

  @Test
  void theStepOfATallMatrixIsThatOfItsTranspose() {
    try (Trained wide = new Trained(WIDE);
        Trained tall = new Trained(TALL)) {
      float[] gradient = normal(1, wide.size());
      float[] expected = transposed(wide.step(gradient, muon(0)), ROWS, COLUMNS);
      assertThat(doubles(tall.step(transposed(gradient, ROWS, COLUMNS), muon(0))))
          .containsExactly(doubles(expected), within(1e-6));
    }
  }

  @Test
  void matricesOfOneShapeAreSteppedTogetherAndEachOnItsOwn() {
    TensorShape second = shape(LAYER + "other.weight", ROWS, COLUMNS);
    try (Trained both = new Trained(WIDE, second);
        Trained alone = new Trained(WIDE)) {
      float[] gradient = normal(1, both.size());
      int half = gradient.length / 2;
      float[] taken = both.step(gradient, muon(0));
      float[] last = Arrays.copyOfRange(gradient, half, gradient.length);
      assertThat(doubles(Arrays.copyOfRange(taken, half, taken.length)))
          .containsExactly(doubles(alone.step(last, muon(0))), within(1e-6));
    }
  }

  @Test
  void matricesDecayUnderMuonToo() {
    try (Trained plain = new Trained(WIDE);
        Trained decaying = new Trained(WIDE)) {
      float[] gradient = normal(1, plain.size());
      double[] expected = doubles(plain.step(gradient, muon(0)));
      float[] start = normal(99, gradient.length);
      for (int i = 0; i < expected.length; i++) {
        expected[i] += RATE * DECAY * start[i];
      }
      assertThat(doubles(decaying.step(gradient, muon(DECAY))))
          .containsExactly(expected, within(1e-6));
    }
  }

  private static StepSettings adam(double decay) {
    return new StepSettings(RATE, decay, 1, 0, 0);
  }

  private static StepSettings muon(double decay) {
    return new StepSettings(RATE, decay, 1, 0, 0.2);
  }

  /// The step before it was scaled to the size that AdamW's has.
  private static float[] unit(float[] taken) {
    float[] unit = new float[taken.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (taken[i] / (RATE * 0.2 * Math.sqrt(COLUMNS)));
    }
    return unit;
  }

  private static TensorShape shape(String name, long... sizes) {
    return new TensorShape(name, Arrays.stream(sizes).boxed().toList());
  }

  private static float[] normal(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] transposed(float[] matrix, int rows, int columns) {
    float[] transposed = new float[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      transposed[i % columns * rows + i / columns] = matrix[i];
    }
    return transposed;
  }

  private static Tensor matrix(float[] values, int rows, int columns) {
    return Tensors.of(values, CPU, rows, columns);
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
