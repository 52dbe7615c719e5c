package dev.fovea.cli.insight;

import dev.fovea.cli.option.HtmlOption;
import dev.fovea.cli.option.Images;
import dev.fovea.cli.print.CommandInput;
import dev.fovea.cli.print.Output;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.insight.dependency.DependencyPage;
import dev.fovea.insight.dependency.VisualDependency;
import dev.fovea.insight.dependency.VisualDependency.RowChoice;
import dev.fovea.insight.image.ImageConditions;
import dev.fovea.insight.page.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fovea insight dependency`: how much an answer depends on the picture.
@Command(
    name = "dependency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Shows the model something else in the place of its picture, and measures how much the answer changes: with the whole context, and with the pruned one.",
    footer = {
      "",
      "Examples:",
      "  fovea insight dependency -i examples/scene.png --context examples/notes.txt \"Which shape is yellow?\"",
      "  fovea insight dependency -i a.png --other b.png --reference white --json \"What color is it?\"",
    })
final class DependencyCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private HtmlOption html = new HtmlOption();

  @ArgGroup(validate = false, heading = "%nWhat is measured:%n")
  private Measured measured = new Measured();

  @Mixin private MeasuredPrompt prompt = new MeasuredPrompt();

  /// Options of the measurement.
  static final class Measured {
    @Option(
        names = "--other",
        paramLabel = "FILE",
        description =
            "Another picture to show, scaled and cropped to the same size. Default: none, and that condition is left out.")
    private Optional<String> other = Optional.empty();

    @Option(
        names = "--reference",
        paramLabel = "TEXT",
        description =
            "The answer whose probability is followed. Default: what the model answers to the visible picture and the whole context.")
    private Optional<String> reference = Optional.empty();

    @Option(
        names = "--patch-edge",
        paramLabel = "N",
        defaultValue = "0",
        description =
            "Edge of the patches that are shuffled, in pixels of the picture; 0 for an eighth of its shorter edge. Default: ${DEFAULT-VALUE}.")
    private int patchEdge;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "0",
        description = "Seed of noise and shuffling. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
        names = "--rows",
        paramLabel = "anew|fixed",
        defaultValue = "anew",
        description =
            "Which rows stay where the context is pruned: chosen anew for what is shown, or fixed to those of the visible picture. Default: ${DEFAULT-VALUE}.")
    private String rows = "anew";

    @Option(
        names = "--max-tokens",
        paramLabel = "N",
        defaultValue = "32",
        description = "Tokens of an answer at most. Default: ${DEFAULT-VALUE}.")
    private int maxTokens = 32;

    VisualDependency.Options read() {
      RowChoice choice =
          switch (rows.toLowerCase(Locale.ROOT)) {
            case "anew" -> RowChoice.ANEW;
            case "fixed" -> RowChoice.FIXED;
            default ->
                throw new FoveaException(
                    String.format(Locale.ROOT, "--rows %s: expected anew or fixed", rows));
          };
      ImageConditions pictures =
          new ImageConditions(seed, patchEdge, other.map(Images.here()::read));
      return new VisualDependency.Options(pictures, choice, reference, maxTokens);
    }
  }

  private List<CommandInput> inputs() {
    List<CommandInput> inputs = new ArrayList<>(prompt.inputs());
    measured.other.ifPresent(file -> inputs.add(new CommandInput("--other", Path.of(file))));
    return inputs;
  }

  @Override
  public Integer call() {
    html.check(output, inputs());
    VisualDependency.Options options = measured.read();
    return prompt.runOnModel(
        output,
        (open, asked, policy, status) -> {
          open.requireRoom(asked);
          VisualDependency dependency =
              VisualDependency.measure(open.engine(), asked, policy, options);
          status.clear();
          if (output.json()) {
            output.object(DependencyReport.json(open, policy, options, dependency));
          } else {
            output.print(DependencyReport.table(dependency));
          }
          html.write(
              output,
              () ->
                  DependencyPage.of(
                      Subject.of(open.engine(), asked, open.engine().layout(asked)), dependency));
        });
  }
}
