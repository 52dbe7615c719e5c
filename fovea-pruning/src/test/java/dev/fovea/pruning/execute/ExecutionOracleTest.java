package dev.fovea.pruning.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.generate.PositionRule;
import dev.fovea.engine.generate.PrefillObserver;
import dev.fovea.engine.generate.PreparedPrompt;
import dev.fovea.engine.generate.Sequence;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.text.TokenRole;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pruned prefill and decoding against a decoder in float64 that masks instead of dropping.
class ExecutionOracleTest {
  private static final double LOGITS = 2e-4;
  private static final List<Integer> CONTINUATION = List.of(258, 13, 160, 37, 159);

  private static Engine engine;
  private static PreparedPrompt prompt;

  @BeforeAll
  static void load() {
    engine = Reference.engine();
    prompt = engine.prepare(Reference.withContext());
  }

  @AfterAll
  static void close() {
    prompt.close();
    engine.close();
  }

  private static PruningPolicy policy(String layers, double rate, Execution execution) {
    return PolicySettings.apply(
            PruningPolicy.preset("paper"), List.of("layers=" + layers, "rate=" + rate))
        .withExecution(execution, PositionRule.KEEP);
  }

  /// What a run without the dropped rows is said to be equal to.
  ///
  /// @param from the first layer that does not see them
  /// @param next position after the prompt
  private record Masked(int from, boolean[] kept, long[] before, long[] after, long next)
      implements PlainDecoder.Rule {

    @Override
    public boolean sees(int layer, int row, int key) {
      boolean wholePrompt = layer < from && row < kept.length;
      return wholePrompt || key >= kept.length || kept[key];
    }

    @Override
    public long position(int layer, int row, int key) {
      if (key >= kept.length) {
        return next + key - kept.length;
      }
      return layer < from && row < kept.length ? before[key] : after[key];
    }
  }

  private static Masked masked(PrunedSequence pruned, int from, PositionRule positions) {
    int n = prompt.length();
    boolean[] kept = new boolean[n];
    pruned.trace().tokens().forEach(token -> kept[token.position()] = token.kept());
    long[] before = prompt.positions().axis(0);
    long[] after = before.clone();
    long next = n;
    if (positions == PositionRule.RENUMBER) {
      next = 0;
      for (int i = 0; i < n; i++) {
        after[i] = next;
        next += kept[i] ? 1 : 0;
      }
    }
    return new Masked(from, kept, before, after, next);
  }

  private static void assertSameLogits(Sequence sequence, PlainDecoder.Rule rule) {
    PlainDecoder oracle = new PlainDecoder(Reference.FOLDER, engine.model().text().config(), rule);
    double[] expected = {};
    float[] embeddings = Tensors.toFloats(prompt.embeddings());
    int width = embeddings.length / prompt.length();
    for (int row = 0; row < prompt.length(); row++) {
      double[] embedding = new double[width];
      for (int i = 0; i < width; i++) {
        embedding[i] = embeddings[row * width + i];
      }
      expected = oracle.read(embedding);
    }
    assertClose(sequence.logits(), expected);
    for (int token : CONTINUATION) {
      sequence.append(token);
      assertClose(sequence.logits(), oracle.read(oracle.embedding(token)));
    }
  }

  private static void assertClose(float[] found, double[] expected) {
    assertThat(found).hasSize(expected.length);
    double worst =
        IntStream.range(0, found.length)
            .mapToDouble(i -> Math.abs(found[i] - expected[i]))
            .max()
            .orElseThrow();
    assertThat(worst).isLessThan(LOGITS);
  }

  @Test
  void theOracleItselfAgreesWithTheUnprunedModel() {
    try (Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, 8)) {
      boolean[] all = new boolean[prompt.length()];
      Arrays.fill(all, true);
      long[] positions = prompt.positions().axis(0);
      assertSameLogits(sequence, new Masked(0, all, positions, positions, prompt.length()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0..1, 0.3, KEEP, 1",
    "0..2, 0.5, KEEP, 2",
    "1..3, 0.9, KEEP, 3",
    "0..4, 0.5, KEEP, 4",
    "0..1, 0.3, RENUMBER, 1",
    "0..2, 0.5, RENUMBER, 2",
    "1..3, 0.9, RENUMBER, 3",
    "0..4, 0.5, RENUMBER, 4",
  })
  void inFlightIsMaskingTheDroppedKeysFromTheFirstPrunedLayerOn(
      String layers, double rate, PositionRule positions, int from) {
    PruningPolicy policy =
        policy(layers, rate, Execution.IN_FLIGHT).withExecution(Execution.IN_FLIGHT, positions);
    try (PrunedSequence pruned =
        Pruner.read(engine.model().text(), prompt, Optional.of(policy), 8)) {
      assertThat(pruned.trace().counts().pruned())
          .isEqualTo((int) (rate * pruned.trace().counts().prunable()))
          .isGreaterThan(20);
      assertSameLogits(pruned.sequence(), masked(pruned, from, positions));
    }
  }

  @ParameterizedTest
  @CsvSource({"0..1, 0.3, KEEP", "0..2, 0.6, KEEP", "0..1, 0.3, RENUMBER", "0..2, 0.6, RENUMBER"})
  void aRerunIsMaskingTheDroppedKeysInEveryLayer(
      String layers, double rate, PositionRule positions) {
    PruningPolicy policy =
        policy(layers, rate, Execution.RERUN).withExecution(Execution.RERUN, positions);
    try (PrunedSequence pruned =
        Pruner.read(engine.model().text(), prompt, Optional.of(policy), 8)) {
      assertSameLogits(pruned.sequence(), masked(pruned, 0, positions));
    }
  }

  /// A visual token pruned in flight is no different.
  @Test
  void visualTokensAreMaskedLikeText() {
    PruningPolicy policy = PruningPolicy.preset("fastv");
    try (PrunedSequence pruned =
        Pruner.read(engine.model().text(), prompt, Optional.of(policy), 8)) {
      assertThat(pruned.trace().tokens().stream().filter(token -> !token.kept()))
          .hasSize(8)
          .extracting(TokenTrace::role)
          .containsOnly(TokenRole.VISUAL);
      assertSameLogits(pruned.sequence(), masked(pruned, 2, PositionRule.KEEP));
    }
  }

  @Test
  void positionsOfTheSequenceAreThoseOfTheRule() {
    for (Execution execution : Execution.values()) {
      PruningPolicy keep = policy("0..2", 0.5, execution);
      try (PrunedSequence kept = Pruner.read(engine.model().text(), prompt, Optional.of(keep), 1);
          PrunedSequence renumbered =
              Pruner.read(
                  engine.model().text(),
                  prompt,
                  Optional.of(keep.withExecution(execution, PositionRule.RENUMBER)),
                  1)) {
        int[] rows =
            kept.trace().tokens().stream()
                .filter(TokenTrace::kept)
                .mapToInt(TokenTrace::position)
                .toArray();
        assertThat(kept.sequence().positions().axis(0))
            .containsExactly(Arrays.stream(rows).asLongStream().toArray());
        assertThat(renumbered.sequence().positions().axis(0))
            .containsExactly(IntStream.range(0, rows.length).asLongStream().toArray());
        assertThat(kept.sequence().layout()).isEqualTo(prompt.layout().select(rows));
      }
    }
    assertThat(prompt.length()).isCloseTo(220, within(80));
  }
}
