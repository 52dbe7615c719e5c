package dev.fovea.cli.ask;

import dev.fovea.cli.option.AnswerOptions;
import dev.fovea.cli.option.ModelOption;
import dev.fovea.cli.option.OpenModel;
import dev.fovea.cli.option.PromptOptions;
import dev.fovea.cli.option.PruningOptions;
import dev.fovea.cli.option.RuntimeOptions;
import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.Output;
import dev.fovea.cli.print.PageOutput;
import dev.fovea.cli.print.StatusLine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.insight.explain.Explainer;
import dev.fovea.insight.explain.ExplanationPage;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fovea ask`: one question.
@Command(
    name = "ask",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Answers a question about images, with long text beside them that may be pruned.",
    footer = {
      "",
      "Examples:",
      "  fovea ask -i examples/scene.png --context examples/notes.txt \"Which shape is yellow?\"",
      "  fovea ask -i a.png b.png --prune off --json \"What is in the pictures above?\"",
      "  fovea ask --chat conversation.json --policy snapkv --set unit=sentence --explain why.html",
    })
public final class AskCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
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

  @ArgGroup(validate = false, heading = "%nThe answer:%n")
  private AnswerOptions answer = new AnswerOptions();

  @ArgGroup(validate = false, heading = "%nThe machine:%n")
  private RuntimeOptions runtime = new RuntimeOptions();

  @Option(
      names = "--explain",
      paramLabel = "FILE.html|-",
      description =
          "Write a page that shows every token by its score, what was dropped, where the question looked, and the settings. Replaces an earlier page, no other file. - prints it, and the answer goes to standard error.")
  private Optional<Path> explain = Optional.empty();

  @Option(
      names = "--compare",
      description = "Also answer without pruning, and measure what pruning saves.")
  private boolean compare;

  @Override
  public Integer call() {
    answer.check();
    EngineOptions options = runtime.engineOptions();
    pruning.policy(); // wrong options are told before any file is read
    PageOutput page = new PageOutput("--explain", explain);
    page.check(output, prompt.inputs());
    PromptOptions.Asked request = prompt.read(question, model.names());
    Prompt asked = request.prompt();
    AnswerOptions generation = answer.with(request.options());
    Optional<PruningPolicy> policy = pruning.policy(asked);
    try (StatusLine status = new StatusLine(output.messages());
        OpenModel open = OpenModel.open(model, options, status);
        PreparedPrompt prepared = open.prepare(asked, status)) {
      AnswerOptions.ignored(open.engine().defaults())
          .ifPresent(warning -> {
            status.clear();
            output.messages().failure(warning);
          });
      PrunedAnswer answered =
          open.ask(
              prepared, policy, generation, output.json() ? AnswerListener.SILENT : stream(status));
      status.clear();
      if (!output.json()) {
        output.line("");
      }
      Optional<Comparison> compared =
          compare
              ? Optional.of(Comparison.run(open, prepared, policy, generation))
              : Optional.empty();
      status.clear();
      print(open, policy, answered, compared);
      page.write(
          output,
          () -> ExplanationPage.of(Explainer.explain(open.engine(), asked, prepared, answered)));
    }
    return ExitCode.DONE;
  }

  /// Shows the answer as it comes, without the blank that models begin with.
  private AnswerListener stream(StatusLine status) {
    StringBuilder shown = new StringBuilder();
    return piece -> {
      String text = shown.isEmpty() ? piece.stripLeading() : piece;
      if (shown.isEmpty()) {
        status.clear();
      }
      shown.append(text);
      output.exact(text);
      return true;
    };
  }

  private void print(
      OpenModel open,
      Optional<PruningPolicy> policy,
      PrunedAnswer answered,
      Optional<Comparison> compared) {
    if (output.json()) {
      Map<String, @Nullable Object> object = AnswerJson.of(open, policy, answered);
      compared.ifPresent(comparison -> object.put("unpruned", comparison.json(open)));
      output.object(object);
    } else {
      output.line("");
      AnswerSummary.of(policy.isPresent(), answered, compared).forEach(output::labelled);
    }
  }
}
