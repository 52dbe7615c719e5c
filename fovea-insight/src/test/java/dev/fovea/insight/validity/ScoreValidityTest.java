package dev.fovea.insight.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.insight.reading.Models;
import dev.fovea.insight.statistics.Bootstrap;
import dev.fovea.insight.statistics.Estimate;
import dev.fovea.insight.validity.ScoreValidity.ContextResult;
import dev.fovea.insight.validity.ScoreValidity.Options;
import dev.fovea.insight.validity.ScoreValidity.Setting;
import dev.fovea.insight.validity.ScoreValidity.SettingResult;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.execute.Pruner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Every number of a comparison, once more from the traces of answers and by counting pairs.
class ScoreValidityTest {
  static final List<Path> MODELS = Models.ALL;

  private static final List<WorthContext> CONTEXTS = new WorthGenerator(6, 2, 4).contexts(4);
  private static final Options OPTIONS = new Options(10, new Bootstrap(500, 0.9, 1));

  private static List<Setting> presets(String... names) {
    return List.of(names).stream()
        .map(name -> new Setting(name, PruningPolicy.preset(name)))
        .toList();
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void everyMeasureIsWhatCountingInTheTraceOfAnAnswerGives(Path model) {
    try (Engine engine = Models.load(model)) {
      ScoreValidity validity =
          ScoreValidity.measure(
              engine, CONTEXTS, presets("paper", "mean", "gemfilter", "recency"), OPTIONS);

      assertThat(validity.settings()).hasSize(4);
      for (SettingResult result : validity.settings()) {
        for (int i = 0; i < CONTEXTS.size(); i++) {
          assertAsCounted(engine, CONTEXTS.get(i), result.policy(), result.contexts().get(i));
        }
        assertEstimates(result);
      }
    }
  }

  private static void assertAsCounted(
      Engine engine, WorthContext context, PruningPolicy policy, ContextResult result) {
    PruningTrace trace =
        Pruner.ask(
                engine,
                context.prompt(),
                Optional.of(policy),
                GenerationOptions.greedy(1),
                AnswerListener.SILENT)
            .trace();
    List<List<Integer>> tokens = SentenceTokens.of(context, engine.layout(context.prompt()));
    double[] scores =
        tokens.stream()
            .mapToDouble(positions ->
                positions.stream()
                    .mapToDouble(position -> trace.tokens().get(position).score())
                    .max()
                    .orElseThrow())
            .toArray();
    assertThat(result.scores())
        .containsExactly(
            IntStream.range(0, scores.length).mapToObj(i -> scores[i]).toArray(Double[]::new));
    int needed = context.of(Worth.NEEDED).getFirst();
    List<Integer> misleading = context.of(Worth.MISLEADING);
    double above = 0;
    double aboveMisleading = 0;
    int below = 0;
    for (int other = 0; other < scores.length; other++) {
      if (other == needed) {
        continue;
      }
      double win = scores[needed] > scores[other] ? 1 : scores[needed] == scores[other] ? 0.5 : 0;
      above += win;
      aboveMisleading += misleading.contains(other) ? win : 0;
      boolean goesFirst =
          scores[other] < scores[needed] || (scores[other] == scores[needed] && other > needed);
      below += goesFirst ? 1 : 0;
    }
    // a rate of 0.3 of nine sentences: 2.7, so three go
    boolean survives = below >= 3;
    assertThat(result.dropped()).isEqualTo(3);
    Map<Measure, Double> measures = result.measures();
    assertThat(measures.get(Measure.AUC)).isCloseTo(above / (scores.length - 1), within(1e-12));
    assertThat(measures.get(Measure.AUC_MISLEADING)).isCloseTo(aboveMisleading / 2, within(1e-12));
    assertThat(measures.get(Measure.SURVIVAL)).isEqualTo(survives ? 1 : 0);
    assertThat(measures.get(Measure.PRECISION)).isCloseTo(survives ? 1 : 2.0 / 3, within(1e-12));
    double kept =
        tokens.get(needed).stream()
            .mapToInt(position -> trace.tokens().get(position).kept() ? 1 : 0)
            .average()
            .orElseThrow();
    assertThat(measures.get(Measure.TOKENS_KEPT)).isCloseTo(kept, within(1e-12));
    assertThat(result.tokensKept().get(needed)).isEqualTo(kept);
  }

  /// Orders that need no model, by comparing each pair; and what policies have more than the
  /// strongest of them.
  @Test
  void ordersAreWhatPlaceAndNumberOfTokensGive() {
    List<WorthContext> contexts = new WorthGenerator(6, 2, 4).contexts(12);
    try (Engine engine = Models.load(Models.LLAVA)) {
      ScoreValidity validity =
          ScoreValidity.measure(engine, contexts, presets("paper", "mean"), OPTIONS);

      List<Double> earlier = new ArrayList<>();
      List<Double> longer = new ArrayList<>();
      for (WorthContext context : contexts) {
        List<List<Integer>> tokens = SentenceTokens.of(context, engine.layout(context.prompt()));
        int needed = context.of(Worth.NEEDED).getFirst();
        double before = 0;
        double above = 0;
        for (int other = 0; other < tokens.size(); other++) {
          int difference = tokens.get(needed).size() - tokens.get(other).size();
          before += other > needed ? 1 : 0;
          above += other == needed ? 0 : difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
        }
        earlier.add(before / (tokens.size() - 1));
        longer.add(above / (tokens.size() - 1));
      }
      assertThat(mean(validity, PlainOrder.EARLIER)).isEqualTo(OPTIONS.bootstrap().mean(earlier));
      assertThat(mean(validity, PlainOrder.LONGER)).isEqualTo(OPTIONS.bootstrap().mean(longer));
      assertThat(mean(validity, PlainOrder.LATER).mean())
          .isCloseTo(1 - mean(validity, PlainOrder.EARLIER).mean(), within(1e-12));
      assertThat(mean(validity, PlainOrder.SHORTER).mean())
          .isCloseTo(1 - mean(validity, PlainOrder.LONGER).mean(), within(1e-12));
      PlainOrder strongest = validity.strongest(Measure.AUC).orElseThrow();
      for (PlainOrder order : PlainOrder.values()) {
        assertThat(mean(validity, strongest).mean())
            .isGreaterThanOrEqualTo(mean(validity, order).mean());
      }
      for (SettingResult result : validity.settings()) {
        Estimate above = Objects.requireNonNull(result.aboveOrder().get(Measure.AUC));
        assertThat(above.mean())
            .isCloseTo(
                Objects.requireNonNull(result.estimates().get(Measure.AUC)).mean()
                    - mean(validity, strongest).mean(),
                within(1e-12));
        assertThat(above.interval()).isPresent();
        assertThat(result.aboveOrder()).doesNotContainKey(Measure.SURVIVAL);
      }
    }
  }

  private static Estimate mean(ScoreValidity validity, PlainOrder order) {
    return Objects.requireNonNull(
        Objects.requireNonNull(validity.orders().get(order)).get(Measure.AUC));
  }

  private static void assertEstimates(SettingResult result) {
    for (Measure measure : Measure.values()) {
      List<Double> own =
          result.contexts().stream().map(context -> context.measures().get(measure)).toList();
      List<Double> random =
          result.contexts().stream().map(context -> context.random().get(measure)).toList();
      List<Double> differences =
          IntStream.range(0, own.size()).mapToObj(i -> own.get(i) - random.get(i)).toList();
      assertThat(result.estimates().get(measure)).isEqualTo(OPTIONS.bootstrap().mean(own));
      assertThat(result.random().get(measure)).isEqualTo(OPTIONS.bootstrap().mean(random));
      assertThat(result.difference().get(measure)).isEqualTo(OPTIONS.bootstrap().mean(differences));
    }
  }

  /// Random tokens are kept in the share that is not dropped, and random means rank as chance does
  /// where the sentences are of one length.
  @Test
  void randomRankingsAreChance() {
    List<WorthContext> alike = new WorthGenerator(0, 6, 9).contexts(12);
    PruningPolicy policy = PruningPolicy.preset("recency");
    try (Engine engine = Models.load(Models.LLAVA)) {
      ScoreValidity validity =
          ScoreValidity.measure(
              engine,
              alike,
              List.of(new Setting("recency", policy)),
              new Options(100, Bootstrap.DEFAULT));

      Map<Measure, Estimate> random = validity.settings().getFirst().random();
      // 1,200 rankings: standard errors below 0.015
      assertMean(random, Measure.AUC, 0.5, 0.06);
      assertMean(random, Measure.SURVIVAL, 5.0 / 7, 0.06);
      assertMean(random, Measure.TOKENS_KEPT, 0.7, 0.03);
    }
  }

  private static void assertMean(
      Map<Measure, Estimate> estimates, Measure measure, double expected, double tolerance) {
    assertThat(estimates)
        .hasEntrySatisfying(
            measure,
            estimate -> assertThat(estimate.mean()).isCloseTo(expected, within(tolerance)));
  }

  @Test
  void bandsCutTheDepthIntoEqualParts() {
    PruningPolicy paper = PruningPolicy.preset("paper");

    assertThat(LayerBands.of("paper", paper, 30, 4))
        .extracting(setting -> setting.policy().layers().resolve(30))
        .containsExactly(
            new LayerRange.Resolved(0, 7),
            new LayerRange.Resolved(7, 15),
            new LayerRange.Resolved(15, 22),
            new LayerRange.Resolved(22, 30));
    assertThat(LayerBands.of("paper", paper, 2, 2))
        .extracting(Setting::name)
        .containsExactly("paper 0..1", "paper 1..2");
    assertThat(LayerBands.of("paper", paper, 2, 2))
        .extracting(Setting::preset)
        .containsExactly("paper", "paper");
    assertThatThrownBy(() -> LayerBands.of("paper", paper, 2, 3))
        .isInstanceOf(FoveaException.class)
        .hasMessage("bands of layers: expected 1 to 2 in a model of 2 layers, found 3");
  }

  @Test
  void aPolicyForPicturesAloneRanksNoSentences() {
    try (Engine engine = Models.load(Models.LLAVA)) {
      assertThatThrownBy(() -> ScoreValidity.measure(engine, CONTEXTS, presets("fastv"), OPTIONS))
          .isInstanceOf(FoveaException.class)
          .hasMessageContaining("fastv prunes visual tokens alone");
    }
  }
}
