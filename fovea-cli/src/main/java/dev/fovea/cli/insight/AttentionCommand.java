package dev.fovea.cli.insight;

import dev.fovea.cli.option.HtmlOption;
import dev.fovea.cli.print.Output;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.attention.AttentionPage;
import dev.fovea.insight.attention.AttentionShares;
import dev.fovea.insight.attention.AttentionSurvey;
import dev.fovea.insight.reading.LengthSweep;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fovea insight attention`: who looks at what.
@Command(
    name = "attention",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures, layer by layer and head by head, how the attention of the last token, the question and all text divides among pictures, context, question, template and system message; before and after pruning.",
    footer = {
      "",
      "Examples:",
      "  fovea insight attention -i examples/scene.png --context examples/notes.txt --html look.html \"Which shape is yellow?\"",
      "      The answer starts from the last token: its row says how much of it is about the picture.",
      "  fovea insight attention -i examples/scene.png --context examples/notes.txt --lengths 0,100,400,800 \"What color is the circle?\"",
      "      The same with the newest 0, 100, ... tokens of the context: does the picture lose to text?",
    })
final class AttentionCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private HtmlOption html = new HtmlOption();

  @Option(
      names = "--lengths",
      paramLabel = "N",
      split = ",",
      description =
          "Also measure with only the newest N tokens of the context; several with commas between them. Default: none.")
  private List<Integer> lengths = List.of();

  @Mixin private MeasuredPrompt prompt = new MeasuredPrompt();

  @Override
  public Integer call() {
    html.check(output, prompt.inputs());
    for (int length : lengths) {
      if (length < 0) {
        throw new FoveaException(
            String.format(
                Locale.ROOT, "--lengths %d: expected a number of tokens, 0 or more", length));
      }
    }
    return prompt.run(output, this::measure);
  }

  private void measure(MeasuredPrompt.Ready ready) {
    if (!lengths.isEmpty() && ready.prepared().layout().positions(TokenRole.CONTEXT).length == 0) {
      throw new FoveaException(
          "--lengths: expected a context to measure parts of, found none; --context FILE gives one");
    }
    AttentionShares shares =
        AttentionShares.measure(ready.open().engine(), ready.prepared(), ready.policy());
    List<LengthSweep.Point<AttentionShares>> points =
        LengthSweep.over(
            ready.prepared(),
            lengths.stream().sorted().distinct().toList(),
            shorter -> AttentionShares.measure(ready.open().engine(), shorter, Optional.empty()));
    ready.status().clear();
    if (output.json()) {
      output.object(AttentionReport.json(ready, shares, points));
    } else {
      output.print(AttentionReport.table(shares, points));
    }
    html.write(
        output,
        () -> {
          AttentionSurvey survey = new AttentionSurvey(ready.prepared().layout());
          ready
              .open()
              .engine()
              .observe(ready.prepared(), survey, ready.open().engine().info().layers());
          return AttentionPage.of(ready.subject(), shares, survey.result(), points);
        });
  }
}
