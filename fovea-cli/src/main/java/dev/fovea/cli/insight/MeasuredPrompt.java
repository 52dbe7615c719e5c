package dev.fovea.cli.insight;

import dev.fovea.cli.option.ModelOption;
import dev.fovea.cli.option.OpenModel;
import dev.fovea.cli.option.PromptOptions;
import dev.fovea.cli.option.PruningOptions;
import dev.fovea.cli.option.RuntimeOptions;
import dev.fovea.cli.print.CommandInput;
import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.Output;
import dev.fovea.cli.print.StatusLine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.insight.page.Subject;
import dev.fovea.pruning.PruningPolicy;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What measurements on one prompt have in common: the prompt, its pruning, the model, the machine.
final class MeasuredPrompt {
  @Mixin private ModelOption model = new ModelOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "QUESTION",
      description =
          "The question, or - to read it from standard input; with --chat it is asked after that conversation.")
  private Optional<String> question = Optional.empty();

  @ArgGroup(validate = false, heading = "%nWhat is asked:%n")
  private PromptOptions prompt = new PromptOptions();

  @ArgGroup(validate = false, heading = "%nPruning:%n")
  private PruningOptions pruning = new PruningOptions();

  @ArgGroup(validate = false, heading = "%nThe machine:%n")
  private RuntimeOptions runtime = new RuntimeOptions();

  /// The files that are read.
  List<CommandInput> inputs() {
    return prompt.inputs();
  }

  /// What is ready to be measured.
  ///
  /// @param prepared the whole prompt
  /// @param policy how it is pruned for the second half; empty for no second half
  /// @param status what is shown meanwhile; to be cleared before anything is printed
  record Ready(
      OpenModel open,
      Prompt prompt,
      PreparedPrompt prepared,
      Optional<PruningPolicy> policy,
      StatusLine status) {
    Subject subject() {
      return Subject.of(open.engine(), prompt, prepared.layout());
    }
  }

  /// A measurement.
  interface Work {
    void on(Ready ready);
  }

  /// A measurement that prepares its prompts itself.
  interface WorkOnModel {
    void on(OpenModel open, Prompt prompt, Optional<PruningPolicy> policy, StatusLine status);
  }

  /// Loads the model, reads the prompt and measures.
  int run(Output output, Work work) {
    return runOnModel(
        output,
        (open, asked, policy, status) -> {
          try (PreparedPrompt prepared = open.prepare(asked, status)) {
            work.on(new Ready(open, asked, prepared, policy, status));
          }
        });
  }

  /// Loads the model and measures.
  int runOnModel(Output output, WorkOnModel work) {
    EngineOptions options = runtime.engineOptions();
    pruning.policy(); // wrong options are told before any file is read
    Prompt asked = prompt.read(question, model.names()).prompt();
    Optional<PruningPolicy> policy = pruning.policy(asked);
    try (StatusLine status = new StatusLine(output.messages());
        OpenModel open = OpenModel.open(model, options, status)) {
      work.on(open, asked, policy, status);
    }
    return ExitCode.DONE;
  }
}
