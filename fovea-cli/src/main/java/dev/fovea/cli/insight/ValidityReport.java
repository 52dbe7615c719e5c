package dev.fovea.cli.insight;

import dev.fovea.cli.ask.AnswerJson;
import dev.fovea.cli.option.OpenModel;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.TextTable;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.statistics.Bootstrap;
import dev.fovea.insight.statistics.Estimate;
import dev.fovea.insight.validity.Measure;
import dev.fovea.insight.validity.PlainOrder;
import dev.fovea.insight.validity.ScoreValidity;
import dev.fovea.insight.validity.ScoreValidity.ContextResult;
import dev.fovea.insight.validity.ScoreValidity.Options;
import dev.fovea.insight.validity.ScoreValidity.SettingResult;
import dev.fovea.insight.validity.ValidityWords;
import dev.fovea.insight.validity.WorthContext;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PolicySettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A measurement of [ScoreValidity] as JSON and as a table.
final class ValidityReport {
  private ValidityReport() {}

  static Map<String, @Nullable Object> json(
      OpenModel model, Options options, ScoreValidity validity) {
    return JsonOutput.object(
        "model", AnswerJson.model(model),
        "random_seeds", options.randomSeeds(),
        "bootstrap",
            JsonOutput.object(
                "resamples", options.bootstrap().resamples(),
                "confidence", options.bootstrap().confidence(),
                "seed", options.bootstrap().seed()),
        "contexts", validity.contexts().stream().map(ValidityReport::context).toList(),
        "orders", orders(validity),
        "settings", validity.settings().stream().map(ValidityReport::setting).toList());
  }

  private static Object orders(ScoreValidity validity) {
    Map<String, @Nullable Object> orders = new LinkedHashMap<>();
    validity
        .orders()
        .forEach((order, reached) -> orders.put(MeasureJson.key(order), estimates(reached)));
    return orders;
  }

  private static Object context(WorthContext context) {
    return JsonOutput.object(
        "question", context.question(),
        "sentences",
            context.sentences().stream()
                .map(sentence ->
                    JsonOutput.object("text", sentence.text(), "worth", Names.of(sentence.worth())))
                .toList());
  }

  private static Object setting(SettingResult result) {
    return JsonOutput.object(
        "name", result.name(),
        "layers", result.layers().map(range -> List.of(range.from(), range.to())).orElse(null),
        "pruning", PolicySettings.toJson(result.policy()),
        "estimates", estimates(result.estimates()),
        "random", estimates(result.random()),
        "more_than_random", estimates(result.difference()),
        "more_than_order", estimates(result.aboveOrder()),
        "contexts", result.contexts().stream().map(ValidityReport::context).toList());
  }

  private static Object context(ContextResult result) {
    return JsonOutput.object(
        "scores", result.scores(),
        "tokens_kept", result.tokensKept(),
        "dropped", result.dropped(),
        "measures", named(result.measures()),
        "random", named(result.random()));
  }

  private static Map<String, @Nullable Object> named(Map<Measure, ?> values) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    values.forEach((measure, value) -> named.put(MeasureJson.key(measure), value));
    return named;
  }

  private static Map<String, @Nullable Object> estimates(Map<Measure, Estimate> estimates) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    estimates.forEach((measure, estimate) ->
        named.put(
            MeasureJson.key(measure),
            JsonOutput.object(
                "mean", estimate.mean(),
                "low", estimate.interval().map(Estimate.Interval::low).orElse(null),
                "high", estimate.interval().map(Estimate.Interval::high).orElse(null),
                "contexts", estimate.samples())));
    return named;
  }

  static String table(Options options, ScoreValidity validity) {
    String line = System.lineSeparator();
    TextTable table =
        new TextTable(
            2,
            "setting",
            "layers",
            "AUC",
            "above random",
            "AUC, misleading",
            "precision",
            "survival",
            "tokens kept");
    for (SettingResult result : validity.settings()) {
      table.row(row(result));
    }
    table.row(random(validity.settings().getFirst()));
    Stream.of(PlainOrder.values())
        .filter(order -> isBetter(validity, order))
        .forEach(order -> table.row(order(validity, order)));
    return heading(options, validity.contexts().size())
        + line
        + line
        + table.text()
        + line
        + "AUC: how often the needed sentence scores above another, above a misleading one (chance is the row random). Of the sentences that go at the pruned rate, precision is the share that is not needed; survival is how often the needed one stays; tokens kept is the share of its tokens that stays. Row random: random scores, as many dropped as by the first setting; below it what stands earlier or later, and what is shorter or longer, taken for a score, in the direction with the better AUC."
        + line
        + line
        + ValidityWords.orderSentence(validity)
        + line;
  }

  private static String heading(Options options, int contexts) {
    return contexts < Bootstrap.FEWEST
        ? String.format(
            Locale.ROOT,
            "%s; intervals need %d or more",
            Numbers.count(contexts, "context"),
            Bootstrap.FEWEST)
        : String.format(
            Locale.ROOT,
            "%d contexts; means and intervals of %.0f %% over them",
            contexts,
            100 * options.bootstrap().confidence());
  }

  private static List<String> row(SettingResult result) {
    List<String> cells = new ArrayList<>();
    cells.add(result.preset());
    cells.add(result.layers().map(ValidityReport::layers).orElse("-"));
    cells.add(cell(result.estimates(), Measure.AUC));
    cells.add(signed(result.difference(), Measure.AUC));
    cells.addAll(rest(result.estimates()));
    return cells;
  }

  private static List<String> random(SettingResult result) {
    List<String> cells = new ArrayList<>(List.of("random", "-"));
    cells.add(cell(result.random(), Measure.AUC));
    cells.add("");
    cells.addAll(rest(result.random()));
    return cells;
  }

  /// Whether the opposite order reaches less.
  private static boolean isBetter(ScoreValidity validity, PlainOrder order) {
    return Optional.ofNullable(validity.orders().get(order))
        .map(reached -> reached.get(Measure.AUC))
        .filter(auc -> auc.mean() > 0.5)
        .isPresent();
  }

  private static List<String> order(ScoreValidity validity, PlainOrder order) {
    Map<Measure, Estimate> reached = validity.orders().getOrDefault(order, Map.of());
    return List.of(
        Names.of(order),
        "-",
        cell(reached, Measure.AUC),
        "",
        cell(reached, Measure.AUC_MISLEADING),
        "",
        "",
        "");
  }

  private static List<String> rest(Map<Measure, Estimate> estimates) {
    return List.of(
        cell(estimates, Measure.AUC_MISLEADING),
        cell(estimates, Measure.PRECISION),
        cell(estimates, Measure.SURVIVAL),
        cell(estimates, Measure.TOKENS_KEPT));
  }

  private static String layers(LayerRange.Resolved range) {
    return range.words().replaceFirst("layers? ", "");
  }

  private static String cell(Map<Measure, Estimate> estimates, Measure measure) {
    return shown(estimates, measure, "%.2f");
  }

  private static String signed(Map<Measure, Estimate> estimates, Measure measure) {
    return shown(estimates, measure, "%+.2f");
  }

  /// `0.71 (0.60..0.82)`.
  private static String shown(Map<Measure, Estimate> estimates, Measure measure, String format) {
    return Optional.ofNullable(estimates.get(measure))
        .map(estimate ->
            number(format, estimate.mean())
                + estimate
                    .interval()
                    .map(interval ->
                        String.format(
                            Locale.ROOT,
                            " (%s..%s)",
                            number(format, interval.low()),
                            number(format, interval.high())))
                    .orElse(""))
        .orElse("-");
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
