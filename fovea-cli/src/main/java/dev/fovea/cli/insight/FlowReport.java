package dev.fovea.cli.insight;

import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.TextTable;
import dev.fovea.insight.flow.FlowPage;
import dev.fovea.insight.flow.InformationFlow;
import dev.fovea.insight.flow.InformationFlow.Layer;
import dev.fovea.insight.flow.InformationFlow.Run;
import dev.fovea.insight.flow.InformationFlow.Target;
import dev.fovea.pruning.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A measurement of [InformationFlow] as JSON and as a table.
final class FlowReport {
  private FlowReport() {}

  static Map<String, @Nullable Object> json(MeasuredPrompt.Ready ready, InformationFlow flow) {
    Map<String, @Nullable Object> json = MeasureJson.of(ready, flow.pruning());
    json.put("target", target(flow.whole()));
    json.put(
        "comparison",
        JsonOutput.object(
            "target",
            switch (flow.target()) {
              case Target.Likeliest likeliest -> Names.of(likeliest);
              case Target.Given _ -> "given";
            },
            "flow",
            "log-odds",
            "alike",
            flow.pruned().isPresent() ? (Object) flow.alike() : null));
    json.put("whole", run(flow.whole()));
    json.put("pruned", flow.pruned().map(FlowReport::run).orElse(null));
    return json;
  }

  private static Map<String, @Nullable Object> run(Run run) {
    return JsonOutput.object(
        "loss_nats", JsonOutput.finite(run.loss()),
        "target", target(run),
        "probability", JsonOutput.finite(run.probability()),
        "log_odds_nats", JsonOutput.finite(run.logOdds()),
        "layers", layers(run, run::ofLoss),
        "log_odds_layers", layers(run, flow -> flow));
  }

  private static Map<String, @Nullable Object> target(Run run) {
    return JsonOutput.object("token", run.token(), "text", run.text());
  }

  private static List<Map<String, @Nullable Object>> layers(
      Run run, UnaryOperator<OptionalDouble> flow) {
    return run.layers().stream()
        .map(layer ->
            JsonOutput.object(
                "layer", layer.layer(),
                "s_vr", number(flow.apply(layer.toKeptText())),
                "s_vt", number(flow.apply(layer.toLast())),
                "s_vc", number(flow.apply(layer.toPrunedText()))))
        .toList();
  }

  private static @Nullable Object number(OptionalDouble value) {
    return value.isPresent() ? JsonOutput.finite(value.getAsDouble()) : null;
  }

  static String table(InformationFlow flow) {
    List<String> headings =
        new ArrayList<>(List.of("layer", "S_vt last token", "S_vr kept text", "S_vc dropped text"));
    flow.pruned().ifPresent(_ -> headings.addAll(List.of("S_vt pruned", "S_vr pruned")));
    TextTable table = new TextTable(0, headings.toArray(String[]::new));
    for (Layer layer : flow.whole().layers()) {
      List<String> cells = new ArrayList<>(List.of(Integer.toString(layer.layer())));
      cells.add(text(layer.toLast()));
      cells.add(text(layer.toKeptText()));
      cells.add(text(layer.toPrunedText()));
      flow.pruned()
          .ifPresent(pruned -> {
            Layer after = pruned.layers().get(layer.layer());
            cells.add(text(after.toLast()));
            cells.add(text(after.toKeptText()));
          });
      table.row(cells);
    }
    String line = System.lineSeparator();
    return "answer token  "
        + answer(flow.whole())
        + flow.pruned().map(run -> "; pruned " + answer(run)).orElse("")
        + line
        + "flow          of the log-odds of "
        + chosen(flow)
        + line
        + "              (times 1 - p, the doubt of the token, it is that of its loss)"
        + line
        + line
        + table.text()
        + line
        + String.join(line, FlowPage.sentences(flow))
        + line;
  }

  private static String answer(Run run) {
    return String.format(
        Locale.ROOT,
        "“%s”, loss %.4f nats, p %.4f",
        run.text().strip(),
        run.loss(),
        run.probability());
  }

  private static String chosen(InformationFlow flow) {
    return switch (flow.target()) {
      case Target.Likeliest.EACH -> "the likeliest token of each run";
      case Target.Likeliest.WHOLE -> "the likeliest token of the whole prompt, in both runs";
      case Target.Given _ -> "the token asked for, in both runs";
    };
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.3e", value.getAsDouble()) : "-";
  }
}
