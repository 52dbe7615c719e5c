package dev.fovea.cli;

import dev.fovea.insight.InformationFlow;
import dev.fovea.insight.InformationFlow.Layer;
import dev.fovea.insight.InformationFlow.Run;
import dev.fovea.insight.report.FlowPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// A measurement of [InformationFlow] as JSON and as a table.
final class FlowReport {
  private FlowReport() {}

  static Map<String, @Nullable Object> json(MeasuredPrompt.Ready ready, InformationFlow flow) {
    Map<String, @Nullable Object> json = MeasureJson.of(ready, flow.pruning());
    json.put("target", AnswerJson.object("token", flow.target(), "text", flow.targetText()));
    json.put("whole", run(flow.whole()));
    json.put("pruned", flow.pruned().map(FlowReport::run).orElse(null));
    return json;
  }

  private static Map<String, @Nullable Object> run(Run run) {
    return AnswerJson.object(
        "loss_nats", JsonOutput.finite(run.loss()),
        "layers",
            run.layers().stream()
                .map(layer ->
                    AnswerJson.object(
                        "layer", layer.layer(),
                        "s_vr", number(layer.toKeptText()),
                        "s_vt", number(layer.toLast()),
                        "s_vc", number(layer.toPrunedText())))
                .toList());
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
    return String.format(
            Locale.ROOT,
            "answer token  “%s”, loss %.4f nats%s",
            flow.targetText().strip(),
            flow.whole().loss(),
            flow.pruned()
                .map(run -> String.format(Locale.ROOT, ", pruned %.4f", run.loss()))
                .orElse(""))
        + line
        + line
        + table.text()
        + line
        + String.join(line, FlowPage.sentences(flow))
        + line;
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.3e", value.getAsDouble()) : "-";
  }
}
