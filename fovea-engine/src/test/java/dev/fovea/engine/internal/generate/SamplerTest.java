package dev.fovea.engine.internal.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.answer.Sampling;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  private static final float[] LOGITS = {0.3f, 2.1f, -1.5f, 1.4f, 0.9f, 2.0f};
  private static final int SAMPLES = 20_000;

  private static GenerationOptions options(double temperature, int topK, double topP, long seed) {
    return GenerationOptions.greedy(1)
        .withSampling(
            Sampling.builder().temperature(temperature).topK(topK).topP(topP).seed(seed).build());
  }

  private static int[] draw(GenerationOptions options, int count) {
    Sampler sampler = sampler(options);
    return IntStream.range(0, count).map(i -> sampler.next(LOGITS.clone())).toArray();
  }

  /// What a generator does with the logits of the first token.
  private static Sampler sampler(GenerationOptions options) {
    List<LogitsProcessor> processors = LogitsProcessor.of(options);
    Sampler sampler = Sampler.of(options.sampling());
    TokenHistory history = new TokenHistory(new int[] {0});
    return logits -> {
      processors.forEach(processor -> processor.process(history, logits));
      return sampler.next(logits);
    };
  }

  @Test
  void greedyTakesTheFirstOfTheLargest() {
    Sampler greedy = sampler(GenerationOptions.greedy(1));

    assertThat(greedy.next(new float[] {-3, 5, 1, 5})).isEqualTo(1);
    assertThat(greedy.next(new float[] {-3, -5, -1})).isEqualTo(2);
  }

  @Test
  void theSameSeedDrawsTheSameTokens() {
    assertThat(draw(options(1, 0, 1, 42), 200)).isEqualTo(draw(options(1, 0, 1, 42), 200));
    assertThat(draw(options(1, 0, 1, 42), 200)).isNotEqualTo(draw(options(1, 0, 1, 43), 200));
  }

  @ParameterizedTest
  @CsvSource({"1e-6, 0, 1", "5, 1, 1", "5, 0, 1e-9", "1e-320, 0, 1"})
  void narrowSettingsAreGreedy(double temperature, int topK, double topP) {
    SplittableRandom random = new SplittableRandom(3);
    Sampler sampler = sampler(options(temperature, topK, topP, 9));
    for (int round = 0; round < 200; round++) {
      float[] logits = new float[50];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) random.nextDouble(-8, 8);
      }
      assertThat(sampler.next(logits.clone())).isEqualTo(Sampler.likeliest(logits));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2})
  void frequenciesFollowTheSoftmax(double temperature) {
    assertFrequencies(draw(options(temperature, 0, 1, 5), SAMPLES), softmax(temperature, 6));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 6, 100})
  void topKRenormalisesTheKLikeliest(int k) {
    assertFrequencies(draw(options(0.8, k, 1, 6), SAMPLES), softmax(0.8, k));
  }

  @Test
  void topPKeepsTheSmallestSetThatHoldsTheProbability() {
    double[] all = softmax(1, 6);
    double two = all[1] + all[5];
    assertFrequencies(draw(options(1, 0, two - 1e-6, 7), SAMPLES), softmax(1, 2));
    assertFrequencies(draw(options(1, 0, two + 1e-6, 7), SAMPLES), softmax(1, 3));
  }

  @Test
  void topPCountsWithinTheTopK() {
    double[] three = softmax(1, 3);
    double two = three[1] + three[5];
    assertFrequencies(draw(options(1, 3, two - 1e-6, 8), SAMPLES), softmax(1, 2));
    assertFrequencies(draw(options(1, 3, two + 1e-6, 8), SAMPLES), softmax(1, 3));
  }

  /// Probabilities of the k likeliest tokens, in float64.
  private static double[] softmax(double temperature, int k) {
    float[] sorted = LOGITS.clone();
    Arrays.sort(sorted);
    float lowest = sorted[Math.max(0, LOGITS.length - k)];
    double[] weights = new double[LOGITS.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = LOGITS[i] < lowest ? 0 : Math.exp(LOGITS[i] / temperature);
    }
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  private static void assertFrequencies(int[] drawn, double[] expected) {
    int[] counts = new int[expected.length];
    for (int token : drawn) {
      counts[token]++;
    }
    for (int i = 0; i < counts.length; i++) {
      double deviation = Math.sqrt(drawn.length * expected[i] * (1 - expected[i]));
      assertThat((double) counts[i])
          .as("token %d", i)
          .isCloseTo(drawn.length * expected[i], within(4.5 * deviation));
    }
  }
}
