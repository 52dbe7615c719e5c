package dev.fovea.cli.insight;

import dev.fovea.cli.option.HtmlOption;
import dev.fovea.cli.print.Output;
import dev.fovea.insight.entropy.EntropyPage;
import dev.fovea.insight.entropy.RowEntropy;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fovea insight entropy`: how spread attention is.
@Command(
    name = "entropy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures, layer by layer, how spread the attention of the last token, the question and all tokens is: Shannon entropy in nats, before and after pruning in flight, beside what theory says of the first pruned layer.",
    footer = {
      "",
      "Examples:",
      "  fovea insight entropy -i examples/scene.png --context examples/notes.txt \"Which shape is yellow?\"",
      "      0 nats: one token gets all attention; log n nats: n tokens get the same.",
      "  fovea insight entropy -i examples/scene.png --context examples/notes.txt --policy random --html spread.html \"What color is the circle?\"",
      "      Dropping at random: does entropy fall as when the lowest scores go?",
    })
final class EntropyCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private HtmlOption html = new HtmlOption();
  @Mixin private MeasuredPrompt prompt = new MeasuredPrompt();

  @Override
  public Integer call() {
    html.check(output, prompt.inputs());
    return prompt.run(
        output,
        ready -> {
          RowEntropy entropy =
              RowEntropy.measure(ready.open().engine(), ready.prepared(), ready.policy());
          ready.status().clear();
          if (output.json()) {
            output.object(EntropyReport.json(ready, entropy));
          } else {
            output.print(EntropyReport.table(entropy));
          }
          html.write(output, () -> EntropyPage.of(ready.subject(), entropy));
        });
  }
}
