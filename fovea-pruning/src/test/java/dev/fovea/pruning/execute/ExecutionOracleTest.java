package dev.fovea.pruning.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pruned prefill and decoding against a decoder in float64 that masks instead of dropping: with
/// positions on one axis, and on three, in sections and interleaved.
@ParameterizedClass
@ValueSource(strings = {"llava", "qwen2_vl", "qwen3_vl"})
class ExecutionOracleTest {
  private static final double LOGITS = 2e-4;
  private static final List<Integer> CONTINUATION = List.of(258, 13, 160, 37, 159);

  private final String family;
  private final Engine engine;
  private final PreparedPrompt prompt;

  ExecutionOracleTest(String family) {
    this.family = family;
    engine = Reference.engine(family);
    prompt = engine.prepare(Reference.withContext());
  }

  @AfterEach
  void close() {
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
  private record Masked(int from, boolean[] kept, long[][] before, long[][] after, long next)
      implements PlainDecoder.Rule {

    @Override
    public boolean sees(int layer, int row, int key) {
      boolean wholePrompt = layer < from && row < kept.length;
      return wholePrompt || key >= kept.length || kept[key];
    }

    @Override
    public long position(int layer, int row, int key, int axis) {
      if (key >= kept.length) {
        return next + key - kept.length;
      }
      return (layer < from && row < kept.length ? before : after)[axis][key];
    }
  }

  private Masked masked(PrunedSequence pruned, int from, PositionRule positions) {
    boolean[] kept = new boolean[prompt.length()];
    pruned.trace().tokens().forEach(token -> kept[token.position()] = token.kept());
    long[][] before = axes(prompt.positions());
    long[][] after = positions == PositionRule.KEEP ? before : renumbered(before, kept);
    long next = positions == PositionRule.KEEP ? end(before) : end(after);
    return new Masked(from, kept, before, after, next);
  }

  private static long[][] axes(Positions positions) {
    return new long[][] {positions.axis(0), positions.axis(1), positions.axis(2)};
  }

  private static long end(long[][] positions) {
    return Arrays.stream(positions).flatMapToLong(Arrays::stream).max().orElseThrow() + 1;
  }

  /// Text counts up; where positions lie on three axes, the picture goes to where the text before
  /// it has come to, and the text behind it goes on past its longer side. Rows that are not kept
  /// get 0.
  private long[][] renumbered(long[][] before, boolean[] kept) {
    long[][] after = new long[3][kept.length];
    int[] picture = prompt.layout().positions(TokenRole.VISUAL);
    boolean onGrid = !family.equals("llava");
    long next = 0;
    for (int row = 0; row < kept.length; row++) {
      int visual = Arrays.binarySearch(picture, row);
      if (onGrid && visual >= 0) {
        long moved = next - before[0][picture[0]];
        long reached = 0;
        for (int axis = 0; axis < 3; axis++) {
          after[axis][row] = before[axis][row] + moved;
          long last = before[axis][picture[picture.length - 1]] - before[0][picture[0]];
          reached = Math.max(reached, last + 1);
        }
        next += visual == picture.length - 1 ? reached : 0;
      } else if (kept[row]) {
        for (int axis = 0; axis < 3; axis++) {
          after[axis][row] = next;
        }
        next++;
      }
    }
    return after;
  }

  private void assertSameLogits(Sequence sequence, PlainDecoder.Rule rule) {
    PlainDecoder oracle =
        new PlainDecoder(Reference.folder(family), engine.model().text().config(), rule);
    double[] expected = {};
    int[] visual = prompt.layout().positions(TokenRole.VISUAL);
    List<double[]> embeddings = rows(prompt.embeddings());
    List<List<double[]>> deep =
        prompt.deepFeatures().stream().map(ExecutionOracleTest::rows).toList();
    for (int row = 0; row < prompt.length(); row++) {
      int picture = Arrays.binarySearch(visual, row);
      expected =
          oracle.read(
              embeddings.get(row),
              picture < 0 ? List.of() : deep.stream().map(level -> level.get(picture)).toList());
    }
    assertClose(sequence.logits(), expected);
    for (int token : CONTINUATION) {
      sequence.append(token);
      assertClose(sequence.logits(), oracle.read(oracle.embedding(token), List.of()));
    }
  }

  private static List<double[]> rows(Tensor tensor) {
    float[] values = Tensors.toFloats(tensor);
    int width = Math.toIntExact(tensor.size(-1));
    return IntStream.range(0, values.length / width)
        .mapToObj(row -> IntStream.range(0, width).mapToDouble(i -> values[row * width + i]))
        .map(DoubleStream::toArray)
        .toList();
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
      long[][] positions = axes(prompt.positions());
      assertSameLogits(sequence, new Masked(0, all, positions, positions, end(positions)));
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
    try (PrunedSequence pruned = Pruner.read(engine, prompt, Optional.of(policy), 8)) {
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
    try (PrunedSequence pruned = Pruner.read(engine, prompt, Optional.of(policy), 8)) {
      assertSameLogits(pruned.sequence(), masked(pruned, 0, positions));
    }
  }

  /// A visual token pruned in flight is no different.
  @Test
  void visualTokensAreMaskedLikeText() {
    PruningPolicy policy = PruningPolicy.preset("fastv");
    try (PrunedSequence pruned = Pruner.read(engine, prompt, Optional.of(policy), 8)) {
      assertThat(pruned.trace().tokens().stream().filter(token -> !token.kept()))
          .hasSize(prompt.layout().positions(TokenRole.VISUAL).length / 2)
          .extracting(TokenTrace::role)
          .containsOnly(TokenRole.VISUAL);
      assertSameLogits(pruned.sequence(), masked(pruned, 2, PositionRule.KEEP));
    }
  }

  @Test
  void positionsOfTheSequenceAreThoseOfTheRule() {
    for (Execution execution : Execution.values()) {
      PruningPolicy keep = policy("0..2", 0.5, execution);
      try (PrunedSequence kept = Pruner.read(engine, prompt, Optional.of(keep), 1);
          PrunedSequence renumbered =
              Pruner.read(
                  engine,
                  prompt,
                  Optional.of(keep.withExecution(execution, PositionRule.RENUMBER)),
                  1)) {
        int[] rows =
            kept.trace().tokens().stream()
                .filter(TokenTrace::kept)
                .mapToInt(TokenTrace::position)
                .toArray();
        long[][] before = axes(prompt.positions());
        long[][] after = masked(renumbered, 0, PositionRule.RENUMBER).after();
        for (int axis = 0; axis < 3; axis++) {
          long[] old = before[axis];
          long[] renewed = after[axis];
          assertThat(kept.sequence().positions().axis(axis))
              .containsExactly(IntStream.of(rows).mapToLong(row -> old[row]).toArray());
          assertThat(renumbered.sequence().positions().axis(axis))
              .containsExactly(IntStream.of(rows).mapToLong(row -> renewed[row]).toArray());
        }
        assertThat(kept.sequence().layout()).isEqualTo(prompt.layout().select(rows));
      }
    }
    assertThat(prompt.length()).isCloseTo(220, within(80));
  }
}
