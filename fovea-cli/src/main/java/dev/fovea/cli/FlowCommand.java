package dev.fovea.cli;

import dev.fovea.engine.FoveaException;
import dev.fovea.insight.AnswerToken;
import dev.fovea.insight.InformationFlow;
import dev.fovea.insight.report.FlowPage;
import java.util.Optional;
import java.util.OptionalInt;
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
        "Measures, layer by layer, how much of what decides for the answer flows out of the pictures into the last token, into text that stays, and into text that pruning drops: attention times its gradient.",
    footer = {
      "",
      "Examples:",
      "  fovea insight flow -i examples/scene.png --context examples/notes.txt \"Which shape is yellow?\"",
      "      The answer token is the model's own, the likeliest after the whole prompt.",
      "  fovea insight flow -i examples/scene.png --context examples/notes.txt --target circle --html flow.html \"Which shape is yellow?\"",
      "      The flow for another answer: what would have to be looked at to say white.",
    })
final class FlowCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private HtmlOption html = new HtmlOption();

  @Option(
      names = "--target",
      paramLabel = "TEXT",
      description =
          "The answer whose first token is looked at. Default: the model's likeliest token after the whole prompt.")
  private Optional<String> target = Optional.empty();

  @Mixin private MeasuredPrompt prompt = new MeasuredPrompt();

  @Override
  public Integer call() {
    html.check(output, prompt.inputs());
    return prompt.run(
        output,
        ready -> {
          InformationFlow flow =
              InformationFlow.measure(
                  ready.open().engine(), ready.prepared(), ready.policy(), token(ready));
          ready.status().clear();
          if (output.json()) {
            output.object(FlowReport.json(ready, flow));
          } else {
            output.print(FlowReport.table(flow));
          }
          html.write(output, () -> FlowPage.of(ready.subject(), flow));
        });
  }

  private OptionalInt token(MeasuredPrompt.Ready ready) {
    if (target.isEmpty()) {
      return OptionalInt.empty();
    }
    if (target.get().isBlank()) {
      throw new FoveaException("--target: expected some text, found none");
    }
    return OptionalInt.of(AnswerToken.first(ready.open().engine(), ready.prepared(), target.get()));
  }
}
