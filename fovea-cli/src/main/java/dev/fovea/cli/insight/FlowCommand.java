package dev.fovea.cli.insight;

import dev.fovea.cli.option.HtmlOption;
import dev.fovea.cli.print.Output;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.insight.flow.FlowPage;
import dev.fovea.insight.flow.InformationFlow;
import dev.fovea.insight.flow.InformationFlow.Target;
import dev.fovea.insight.flow.InformationFlow.Target.Likeliest;
import dev.fovea.insight.reading.AnswerToken;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fovea insight flow`: where the pictures' information goes.
@Command(
    name = "flow",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures, layer by layer, how much of what decides for the answer flows out of the pictures into the last token, into text that stays, and into text that pruning drops: attention times the gradient of the answer token's log-odds. The flow of its loss, as published, is this times 1 - p of the token; --json holds both.",
    footer = {
      "",
      "Examples:",
      "  fovea insight flow -i examples/scene.png --context examples/notes.txt \"Which shape is yellow?\"",
      "      The answer token of each run is the model's own, the likeliest there.",
      "  fovea insight flow -i examples/scene.png --context examples/notes.txt --target circle --html flow.html \"Which shape is yellow?\"",
      "      The flow for a given answer, before and after pruning: what its odds hang on.",
    })
final class FlowCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private HtmlOption html = new HtmlOption();

  @Option(
      names = "--target",
      paramLabel = "TEXT",
      description =
          "The answer whose first token is looked at, in the whole prompt and in the pruned one. Default: see --target-of.")
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--target-of",
      paramLabel = "each|whole",
      description =
          "Without --target, whose likeliest token is looked at: each (in each run its own, what it would say) or whole (that of the whole prompt, in both runs). Default: each.")
  private Optional<Likeliest> likeliest = Optional.empty();

  @Mixin private MeasuredPrompt prompt = new MeasuredPrompt();

  @Override
  public Integer call() {
    check();
    html.check(output, prompt.inputs());
    return prompt.run(
        output,
        ready -> {
          InformationFlow flow =
              InformationFlow.measure(
                  ready.open().engine(), ready.prepared(), ready.policy(), target(ready));
          ready.status().clear();
          if (output.json()) {
            output.object(FlowReport.json(ready, flow));
          } else {
            output.print(FlowReport.table(flow));
          }
          html.write(output, () -> FlowPage.of(ready.subject(), flow));
        });
  }

  private Target target(MeasuredPrompt.Ready ready) {
    return target.isPresent()
        ? new Target.Given(AnswerToken.first(ready.open().engine(), ready.prepared(), target.get()))
        : likeliest.orElse(Likeliest.EACH);
  }

  private void check() {
    if (target.isPresent() && target.get().isBlank()) {
      throw new FoveaException("--target: expected some text, found none");
    }
    if (target.isPresent() && likeliest.isPresent()) {
      throw new FoveaException(
          "--target-of: expected without --target, which names the token of both runs already");
    }
  }
}
