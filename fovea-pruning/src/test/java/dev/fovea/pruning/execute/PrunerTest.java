package dev.fovea.pruning.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.observe.Compaction;
import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.Budget;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What pruned runs report, and what they must not change.
class PrunerTest {
  private static final GenerationOptions OPTIONS = GenerationOptions.greedy(6);

  private static Engine engine;

  @BeforeAll
  static void load() {
    engine = Reference.engine();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  static List<String> presets() {
    return PruningPolicy.presetNames();
  }

  private static PrunedAnswer ask(Prompt prompt, Optional<PruningPolicy> policy) {
    return Pruner.ask(engine, prompt, policy, OPTIONS, AnswerListener.SILENT);
  }

  private static int[] kept(PruningTrace trace) {
    return trace.tokens().stream()
        .filter(TokenTrace::kept)
        .mapToInt(TokenTrace::position)
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetDropsItsShareOfItsKindAndNothingElse(String preset) {
    PruningPolicy policy = PruningPolicy.preset(preset);
    boolean visual = preset.equals("fastv");

    PrunedAnswer pruned = ask(Reference.withContext(), Optional.of(policy));

    PruningTrace.Counts counts = pruned.trace().counts();
    int share =
        ((Budget.Rate) policy.budget()).rate() == 0.5
            ? counts.prunable() / 2
            : counts.prunable() * 3 / 10;
    assertThat(pruned.trace().fallback()).isEmpty();
    assertThat(counts.pruned()).isEqualTo(share).isPositive();
    assertThat(counts.kept()).isEqualTo(counts.prompt() - share);
    assertThat(counts.visual() + counts.text()).isEqualTo(counts.prompt());
    assertThat(counts.visual()).isEqualTo(16);
    if (visual) {
      assertThat(counts.prunable()).isEqualTo(16);
    }
    assertThat(pruned.trace().tokens())
        .filteredOn(token -> !token.kept())
        .hasSize(share)
        .extracting(TokenTrace::role)
        .containsOnly(visual ? TokenRole.VISUAL : TokenRole.CONTEXT);
    assertThat(pruned.answer().tokens()).hasSize(6);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void scoringAloneChoosesWhatAnAnswerChooses(String preset) {
    PruningPolicy policy = PruningPolicy.preset(preset);

    try (PreparedPrompt prepared = engine.prepare(Reference.withContext())) {
      assertThat(Pruner.score(engine, prepared, policy))
          .isEqualTo(ask(Reference.withContext(), Optional.of(policy)).trace());
    }
  }

  @Test
  void snapKvKeepsItsObservationWindow() {
    PrunedAnswer pruned =
        ask(Reference.withContext(), Optional.of(PruningPolicy.preset("snapkv").withRate(1)));
    List<TokenTrace> tokens = pruned.trace().tokens();

    assertThat(tokens.subList(tokens.size() - 32, tokens.size())).allMatch(TokenTrace::kept);
    assertThat(tokens.subList(0, tokens.size() - 32))
        .filteredOn(token -> token.role() == TokenRole.CONTEXT)
        .isNotEmpty()
        .noneMatch(TokenTrace::kept);
  }

  @Test
  void presetsChooseDifferently() {
    List<String> choices = new ArrayList<>();
    for (String preset : presets()) {
      try (PreparedPrompt prompt = engine.prepare(Reference.withContext());
          PrunedSequence pruned =
              Pruner.read(engine, prompt, Optional.of(PruningPolicy.preset(preset)), 1)) {
        choices.add(Arrays.toString(kept(pruned.trace())));
      }
    }
    assertThat(choices).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void withoutAnythingToPruneTheAnswerIsTheUnprunedOneAndSaysWhy(String preset) {
    Prompt prompt =
        preset.equals("fastv") ? Reference.withoutPicture() : Reference.withoutContext();
    Answer whole = engine.ask(prompt, OPTIONS);

    PrunedAnswer pruned = ask(prompt, Optional.of(PruningPolicy.preset(preset)));

    assertThat(pruned.trace().fallback())
        .hasValue(
            String.format(
                Locale.ROOT,
                "Nothing was pruned: the prompt has no %s that may go.",
                preset.equals("fastv") ? "visual token" : "context text"));
    assertThat(pruned.answer().tokens()).isEqualTo(whole.tokens());
    assertThat(pruned.answer().text()).isEqualTo(whole.text());
    assertThat(pruned.predicted().prefillRatio()).isEqualTo(1);
    assertThat(pruned.memory().kvBytesRatio()).isEqualTo(1);
  }

  /// Known to be futile beforehand (a rate) or found out after scoring (a share of attention).
  @ParameterizedTest
  @CsvSource({
    "RERUN, KEEP",
    "RERUN, RENUMBER",
    "IN_FLIGHT, KEEP",
    "IN_FLIGHT, RENUMBER",
  })
  void droppingNothingIsNoPruningBitForBit(Execution execution, PositionRule positions) {
    PruningPolicy paper = PruningPolicy.preset("paper").withExecution(execution, positions);
    try (PreparedPrompt prompt = engine.prepare(Reference.withContext());
        Sequence whole = engine.prefill(prompt, PrefillObserver.NONE, 8)) {
      float[] expected = whole.logits();
      List<Integer> tokens = engine.generate(whole, OPTIONS, AnswerListener.SILENT).tokens();
      for (PruningPolicy policy :
          List.of(paper.withRate(0), paper.withBudget(new Budget.Mass(1e-9)))) {
        try (PrunedSequence pruned = Pruner.read(engine, prompt, Optional.of(policy), 8)) {
          assertThat(pruned.trace().fallback()).isPresent();
          assertThat(pruned.sequence().logits()).isEqualTo(expected);
          assertThat(engine.generate(pruned.sequence(), OPTIONS, AnswerListener.SILENT).tokens())
              .isEqualTo(tokens);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PositionRule.class)
  void goingOnWithAllRowsChangesNoBit(PositionRule positions) {
    try (PreparedPrompt prompt = engine.prepare(Reference.withContext())) {
      int[] all = IntStream.range(0, prompt.length()).toArray();
      try (Sequence whole = engine.prefill(prompt, PrefillObserver.NONE, 8);
          Sequence compacted = engine.prefill(prompt, new Compacting(all, 2, positions, -1), 8)) {
        assertThat(compacted.logits()).isEqualTo(whole.logits());
        for (int token : List.of(258, 13, 160)) {
          whole.append(token);
          compacted.append(token);
          assertThat(compacted.logits()).isEqualTo(whole.logits());
        }
      }
    }
  }

  @Test
  void switchedOffIsTheEnginesOwnAnswer() {
    PrunedAnswer answer = ask(Reference.withContext(), Optional.empty());

    assertThat(answer.answer().tokens())
        .isEqualTo(engine.ask(Reference.withContext(), OPTIONS).tokens());
    assertThat(answer.trace().fallback()).hasValue("Nothing was pruned: pruning is off.");
    assertThat(answer.visualShare().before()).isEqualTo(answer.visualShare().after());
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void theCacheIsMeasuredAsPredictedAndNoTimeIsNegative(Execution execution) {
    PruningPolicy policy =
        PruningPolicy.preset("paper").withExecution(execution, PositionRule.RENUMBER);

    PrunedAnswer pruned = ask(Reference.withContext(), Optional.of(policy));

    PruningTrace.Counts counts = pruned.trace().counts();
    assertThat(pruned.memory().kvBytesRatio()).isEqualTo(pruned.predicted().kvBytesRatio());
    // Keys and values of 4 layers, 2 key heads of 16 features, 4 bytes each.
    assertThat(pruned.memory().kvCacheBytes()).isEqualTo(2L * 4 * 2 * 16 * 4 * counts.kept());
    PrunedAnswer.Timings t = pruned.timings();
    assertThat(
            List.of(t.preprocess(), t.vision(), t.score(), t.prefill(), t.firstToken(), t.decode()))
        .allMatch(millis -> millis >= 0);
    assertThat(t.total()).isGreaterThanOrEqualTo(t.firstToken() + t.decode());
    assertThat(t.firstToken())
        .isGreaterThanOrEqualTo(t.preprocess() + t.vision() + t.score() + t.prefill());
  }

  /// In the first pruned layer every surviving weight `A` becomes `A / (1 - m)`, with m what the
  /// dropped keys had, and so a visual share v becomes `v / (1 - m)`.
  @ParameterizedTest
  @CsvSource({"1, 0.3", "2, 0.5", "3, 0.9"})
  void theVisualShareOfTheFirstPrunedLayerGrowsByWhatWasDropped(int to, double rate) {
    PruningPolicy policy =
        PruningPolicy.preset("paper")
            .withRate(rate)
            .withExecution(Execution.IN_FLIGHT, PositionRule.KEEP);
    try (PreparedPrompt prompt = engine.prepare(Reference.withContext());
        PrunedSequence pruned = Pruner.read(engine, prompt, Optional.of(policy), 1)) {
      int[] rows = kept(pruned.trace());
      int[] all = IntStream.range(0, prompt.length()).toArray();
      float[][][] whole = weights(prompt, new Compacting(all, 4, PositionRule.KEEP, to));
      float[][][] after = weights(prompt, new Compacting(rows, to, PositionRule.KEEP, to));
      int[] visual = prompt.layout().positions(TokenRole.VISUAL);
      double worst = 0;
      for (int row = 0; row < rows.length; row++) {
        for (int head = 0; head < 4; head++) {
          float[] before = whole[rows[row]][head];
          double left = 0;
          for (int key : rows) {
            left += before[key];
          }
          double share = 0;
          double shareAfter = 0;
          for (int key = 0; key < rows.length; key++) {
            double expected = before[rows[key]] / left;
            worst = Math.max(worst, Math.abs(after[row][head][key] - expected));
            if (Arrays.binarySearch(visual, rows[key]) >= 0) {
              share += before[rows[key]];
              shareAfter += after[row][head][key];
            }
          }
          worst = Math.max(worst, Math.abs(shareAfter - share / left));
        }
      }
      assertThat(worst).isLessThan(1e-5);
    }
  }

  /// The reported share recomputed from whole attention matrices.
  @Test
  void theReportedVisualShareIsThatOfTheLastRow() {
    PruningPolicy rerun = PruningPolicy.preset("paper").withRate(0.5);
    PruningPolicy inFlight = rerun.withExecution(Execution.IN_FLIGHT, PositionRule.KEEP);
    try (PreparedPrompt prompt = engine.prepare(Reference.withContext());
        PrunedSequence again = Pruner.read(engine, prompt, Optional.of(rerun), 1);
        PrunedSequence flying = Pruner.read(engine, prompt, Optional.of(inFlight), 1)) {
      int[] rows = kept(again.trace());
      int[] all = IntStream.range(0, prompt.length()).toArray();
      double before = share(prompt, all);
      assertThat(again.visualShare().before()).isCloseTo(before, within(1e-5));
      assertThat(flying.visualShare().before()).isCloseTo(before, within(1e-5));
      assertThat(flying.visualShare().after()).isCloseTo(share(prompt, rows), within(1e-5));
      try (PreparedPrompt survivors = prompt.select(rows, PositionRule.RENUMBER)) {
        int[] everything = IntStream.range(0, survivors.length()).toArray();
        assertThat(again.visualShare().after())
            .isCloseTo(share(survivors, everything), within(1e-5));
      }
    }
  }

  /// Mean over the heads of layer 0, which is all that the paper's preset scores of 4 layers.
  private static double share(PreparedPrompt prompt, int[] rows) {
    int[] all = IntStream.range(0, prompt.length()).toArray();
    float[][] heads =
        weights(prompt, new Compacting(all, 4, PositionRule.KEEP, 0))[prompt.length() - 1];
    double visual = 0;
    double total = 0;
    for (float[] head : heads) {
      for (int row : rows) {
        total += head[row];
        visual += prompt.layout().tokens().get(row).role() == TokenRole.VISUAL ? head[row] : 0;
      }
    }
    return visual / total;
  }

  private static float[][][] weights(PreparedPrompt prompt, Compacting observer) {
    engine.prefill(prompt, observer, 1).close();
    return observer.weights;
  }

  /// Goes on with some rows from a layer on, and writes down the attention weights of one layer.
  private static final class Compacting implements PrefillObserver {
    private final int[] rows;
    private final int from;
    private final PositionRule positions;
    private final int watched;
    private float[][][] weights = {};

    Compacting(int[] rows, int from, PositionRule positions, int watched) {
      this.rows = rows;
      this.from = from;
      this.positions = positions;
      this.watched = watched;
    }

    @Override
    public boolean wants(int layer) {
      return layer == watched;
    }

    @Override
    public void layer(LayerView view) {
      weights = view.weights(IntStream.range(0, view.length()).toArray());
    }

    @Override
    public Optional<Compaction> after(int layer) {
      return layer == from - 1 ? Optional.of(new Compaction(rows, positions)) : Optional.empty();
    }
  }
}
