package dev.fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.error.FoveaException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is reported, not how fast it is.
class WholeModelBenchTest {
  private static final List<String> KEYS =
      List.of(
          "machine",
          "shape",
          "tokens",
          "prefill_ms",
          "score_ms",
          "vision_ms",
          "prefill_gflops",
          "prefill_of_ceiling",
          "score_share",
          "decode_tokens_s",
          "decode_of_ceiling",
          "score_extra_bytes",
          "peak_rss_bytes");

  static List<BenchSource> sources() {
    return List.of(new BenchSource.Folder(Tiny.FOLDER), new BenchSource.RandomWeights(Tiny.CONFIG));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void measuresEverythingThatTheCommandPrints(BenchSource source) {
    BenchReport report = WholeModelBench.run(options(source, 3, 20, 100, 0.3), _ -> {});
    Map<String, Object> map = report.toMap();
    assertThat(map).containsOnlyKeys(KEYS);
    assertThat(numbers(map)).hasSizeGreaterThan(20).allSatisfy(n -> assertThat(n).isPositive());
    assertThat(report.shape().text().layers()).isEqualTo(3);
    // A question of 16 tokens, a tail of 4 and the beginning stay: 79 may go.
    assertThat(report.tokens()).isEqualTo(new BenchReport.Tokens(20, 100, 23));
    assertThat(report.scoreMillis()).isLessThan(report.prefill().inFlight());
    assertThat(ReportTable.of(report)).contains("20 visual + 100 text tokens, 23 pruned");
  }

  private static List<Double> numbers(Map<?, ?> map) {
    return map.values().stream()
        .flatMap(value ->
            value instanceof Map<?, ?> nested
                ? numbers(nested).stream()
                : value instanceof Number number && !number.equals(0)
                    ? List.of(number.doubleValue()).stream()
                    : List.<Double>of().stream())
        .toList();
  }

  @Test
  void aRateOfZeroPrunesNothing() {
    BenchSource source = new BenchSource.RandomWeights(Tiny.CONFIG);
    BenchReport report = WholeModelBench.run(options(source, 2, 0, 30, 0), _ -> {});
    assertThat(report.tokens()).isEqualTo(new BenchReport.Tokens(0, 30, 0));
  }

  @Test
  void countsSharesFromWhatItMeasured() {
    BenchReport report = Reports.report(2000, 1800, 200, 5.0);
    assertThat(report.prefillGflops()).isEqualTo(150);
    assertThat(report.prefillOfCeiling()).isEqualTo(0.75);
    assertThat(report.scoreShare()).isEqualTo(0.1);
    assertThat(report.decodeOfCeiling()).isEqualTo(0.5);
    assertThat(Bound.of(report))
        .extracting(Bound::met)
        .containsExactly(false, true, true, true, false);
    assertThat(Bound.of(Reports.report(1000, 1001, 151, 8.0)))
        .extracting(Bound::met)
        .containsExactly(true, false, true, false, true);
  }

  @Test
  void refusesAPromptThatTheModelCannotRead() {
    BenchSource source = new BenchSource.RandomWeights(Tiny.CONFIG);
    assertThatThrownBy(() -> WholeModelBench.run(options(source, 1, 16, 5000, 0.3), _ -> {}))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("5,000 text")
        .hasMessageContaining("4,096");
  }

  @Test
  void refusesMoreLayersThanTheModelHas() {
    BenchSource source = new BenchSource.RandomWeights(Tiny.CONFIG);
    assertThatThrownBy(() -> source.config(OptionalInt.of(5)))
        .isInstanceOf(FoveaException.class)
        .hasMessage("layers: expected 1 to 4, the layers of the model, found 5");
  }

  private static BenchOptions options(
      BenchSource source, int layers, int visual, int text, double rate) {
    return new BenchOptions(
        source,
        new EngineOptions("auto", "cpu", 1),
        OptionalInt.of(layers),
        OptionalInt.of(visual),
        text,
        rate,
        "paper",
        2,
        1,
        1 << 20);
  }
}
