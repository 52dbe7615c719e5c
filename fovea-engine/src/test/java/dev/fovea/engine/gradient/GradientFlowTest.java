package dev.fovea.engine.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Fixtures;
import dev.fovea.engine.gradient.GradientFlow.Objective;
import dev.fovea.engine.internal.generate.Prefill;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.observe.Compaction;
import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.PromptLayout;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The way back through all layers against slopes of the loss. (The flow of every layer is held
/// against records of transformers by the parity check.)
class GradientFlowTest {
  private static final Device CPU = new Device("cpu");
  private static final int TARGET = 7;
  private static final FlowConsumer NOTHING =
      new FlowConsumer() {
        @Override
        public int[] keys(PromptLayout layout) {
          return new int[0];
        }

        @Override
        public void rows(int layer, PromptLayout layout, int firstRow, float[][] flow) {}
      };

  /// Every third row goes after the second layer, but for the last row.
  private static final PrefillObserver DROPPING =
      new PrefillObserver() {
        private int length;

        @Override
        public void layer(LayerView view) {
          length = view.length();
        }

        @Override
        public Optional<Compaction> after(int layer) {
          int last = length - 1;
          return layer == 1
              ? Optional.of(
                  new Compaction(
                      IntStream.rangeClosed(0, last)
                          .filter(row -> row % 3 != 1 || row == last)
                          .toArray(),
                      PositionRule.RENUMBER))
              : Optional.empty();
        }
      };

  /// `(L(x + h d) - L(x - h d)) / 2h` against `dL/dx . d`, for the loss and the log-odds at the
  /// last position.
  @ParameterizedTest
  @CsvSource({
    "llava, false, LOSS",
    "llava, true, LOSS",
    "variants/mistral-window-yarn, false, LOSS",
    "variants/mistral-window-yarn, true, LOSS",
    "variants/qwen2-window, false, LOSS",
    "variants/qwen3-bias-window, true, LOSS",
    "gemma3, false, LOSS",
    "gemma3, true, LOSS",
    "qwen3_vl, true, LOSS",
    "llava, false, LOG_ODDS",
    "gemma3, true, LOG_ODDS",
    "qwen3_vl, true, LOG_ODDS"
  })
  void gradientsAreTheSlopesOfTheObjective(String fixture, boolean dropping, Objective objective) {
    PrefillObserver observer = dropping ? DROPPING : PrefillObserver.NONE;
    try (Scope scope = new Scope();
        Engine engine = Fixtures.engine(fixture);
        PreparedPrompt prompt = engine.prepare(Fixtures.prompt(fixture, "one_image_long"))) {
      TextDecoder decoder = engine.model().text();
      GradientFlow.Derivative derivative =
          GradientFlow.differentiate(
              decoder, prompt, observer, OptionalInt.of(TARGET), objective, NOTHING);
      float[] logits = logits(decoder, prompt, prompt.embeddings(), observer);
      assertThat(derivative.loss().value()).isCloseTo(crossEntropy(logits, TARGET), within(1e-5));
      assertThat(-derivative.loss().logOdds()).isCloseTo(against(logits, TARGET), within(1e-5));
      float[] gradient = Tensors.toFloats(derivative.atEmbeddings());
      double length = norm(gradient);
      assertThat(length).isGreaterThan(1e-2);
      SplittableRandom random = new SplittableRandom(5);
      for (int trial = 0; trial < 3; trial++) {
        double[] direction = new double[gradient.length];
        double expected = 0;
        for (int i = 0; i < direction.length; i++) {
          direction[i] =
              gradient[i] / length + random.nextDouble(-1, 1) / Math.sqrt(gradient.length / 3.0);
          expected += gradient[i] * direction[i];
        }
        double step = 2e-3;
        double after =
            value(
                objective,
                logits(decoder, prompt, moved(prompt.embeddings(), direction, step), observer));
        double before =
            value(
                objective,
                logits(decoder, prompt, moved(prompt.embeddings(), direction, -step), observer));
        assertThat((after - before) / (2 * step)).isCloseTo(expected, within(3e-3 * length));
      }
    }
  }

  @ParameterizedTest
  @CsvSource("llava")
  void withoutATargetTheMostLikelyTokenIsTaken(String fixture) {
    try (Engine engine = Fixtures.engine(fixture);
        PreparedPrompt prompt = engine.prepare(Fixtures.prompt(fixture, "one_image"));
        Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, 1)) {
      float[] logits = sequence.logits();
      int most =
          IntStream.range(0, logits.length)
              .reduce((a, b) -> logits[b] > logits[a] ? b : a)
              .orElseThrow();
      GradientFlow.Loss loss =
          GradientFlow.run(
              engine.model().text(),
              prompt,
              PrefillObserver.NONE,
              OptionalInt.empty(),
              Objective.LOSS,
              NOTHING);
      assertThat(loss.target()).isEqualTo(most);
      assertThat(loss.value()).isCloseTo(crossEntropy(logits, most), within(1e-5));
    }
  }

  private static double norm(float[] vector) {
    double sum = 0;
    for (float x : vector) {
      sum += (double) x * x;
    }
    return Math.sqrt(sum);
  }

  private static Tensor moved(Tensor embeddings, double[] direction, double step) {
    float[] values = Tensors.toFloats(embeddings);
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (step * direction[i]);
    }
    return Tensors.of(values, CPU, Tensors.shape(embeddings));
  }

  private static float[] logits(
      TextDecoder decoder, PreparedPrompt prompt, Tensor embeddings, PrefillObserver observer) {
    try (Scope scope = new Scope()) {
      PreparedPrompt other =
          new PreparedPrompt(
              prompt.layout(),
              prompt.positions(),
              embeddings,
              prompt.deepFeatures(),
              prompt.timings());
      try (Sequence sequence = Prefill.run(decoder, other, observer, 1)) {
        return sequence.logits();
      }
    }
  }

  private static double value(Objective objective, float[] logits) {
    return switch (objective) {
      case LOSS -> crossEntropy(logits, TARGET);
      case LOG_ODDS -> against(logits, TARGET);
    };
  }

  private static double against(float[] logits, int target) {
    double others = 0;
    for (int token = 0; token < logits.length; token++) {
      others += token == target ? 0 : Math.exp(logits[token]);
    }
    return Math.log(others) - logits[target];
  }

  private static double crossEntropy(float[] logits, int target) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    return Math.log(sum) - logits[target];
  }
}
