package dev.fovea.cli.ask;

import dev.fovea.cli.option.AnswerOptions;
import dev.fovea.cli.option.Conversation;
import dev.fovea.cli.option.Images;
import dev.fovea.cli.option.ModelOption;
import dev.fovea.cli.option.OpenModel;
import dev.fovea.cli.option.PruningOptions;
import dev.fovea.cli.option.RuntimeOptions;
import dev.fovea.cli.option.StandardInput;
import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.Failures;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.Output;
import dev.fovea.cli.print.Progress;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelDigest;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.PruningPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fovea batch`: a list of questions.
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Answers a list of requests, a line {\"id\", \"messages\"} each, into a list of answers, a line {\"id\", the keys of ask --json, \"run\"} each.",
      "A request may also say max_tokens (or max_completion_tokens), temperature, top_p, top_k, repetition_penalty, seed, stop (a text or a list); it wins over the options. Its model, if it names one, is the one that answers. Other keys are refused, but for those that change nothing, such as user and stream. Messages are OpenAI-style: the last text of the last user turn is the question; texts before it and earlier turns may be pruned. A text item with \"context\": false stays, one with \"context\": true may go wherever it stands. Image items name files beside the list, data URLs or base64.",
      "A wrong line becomes {\"id\", \"error\"} and the rest goes on. Started again, it skips what is answered and tries anew what failed. Answers carry their settings under \"run\": a file of another model or of other settings is not continued, and a request that was changed after its answer is counted and left alone. A line without id is called by its number N, one that cannot be read \"line N\"."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every request is answered",
      "1:some failed or were changed, as the summary says; the others are answered",
      "2:wrong usage or bad input, told in one line",
      "3:not enough memory or disk",
      "130:interrupted"
    },
    footer = {
      "",
      "Examples:",
      "  fovea batch examples/requests.jsonl -o answers.jsonl --max-tokens 4",
      "  fovea batch - -o - < requests.jsonl | jq -r .answer",
    })
public final class BatchCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private ModelOption model = new ModelOption();

  @Parameters(
      paramLabel = "REQUESTS.jsonl|-",
      description =
          "The requests; their images are named as files beside this list. - reads standard input, with images beside the current folder.")
  private String requests = "";

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.jsonl|-",
      description =
          "Where the answers go; an existing list of answers is continued. - is standard output, with the summary on stderr; a pipe or a device is written and never read.")
  private String answersFile = "";

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "System message of every request. Default: none.")
  private Optional<String> system = Optional.empty();

  @ArgGroup(validate = false, heading = "%nPruning:%n")
  private PruningOptions pruning = new PruningOptions();

  @ArgGroup(validate = false, heading = "%nThe answers:%n")
  private AnswerOptions answer = new AnswerOptions();

  @ArgGroup(validate = false, heading = "%nThe machine:%n")
  private RuntimeOptions runtime = new RuntimeOptions();

  @Override
  public Integer call() throws IOException {
    answer.check();
    EngineOptions options = runtime.engineOptions();
    Optional<PruningPolicy> policy = pruning.policy();
    requireTwoFiles();
    try (BatchRequests list = BatchRequests.open(requests, model.names())) {
      BatchRun run = BatchRun.of(ModelDigest.of(model.folder()), options, system, policy, answer);
      BatchTally tally = new BatchTally();
      try (BatchOutput answers = BatchOutput.open(answersFile, output, run);
          LazyModel lazy = new LazyModel(() -> open(options));
          Progress progress = output.progress("answering", BatchRequests.count(requests))) {
        for (Optional<BatchRequest> next = list.next(); next.isPresent(); next = list.next()) {
          BatchRequest request = next.get();
          switch (answers.earlier(request)) {
            case ANSWERED -> tally.skip();
            case ANOTHER -> tally.change(request);
            case NOTHING -> answers.write(line(request, list.images(), lazy, run, tally));
          }
          progress.step();
        }
      }
      print(tally);
      return tally.isClean() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }
  }

  private OpenModel open(EngineOptions options) {
    OpenModel open = OpenModel.open(model, options);
    AnswerOptions.ignored(open.engine().defaults()).ifPresent(output.messages()::failure);
    return open;
  }

  private void requireTwoFiles() throws IOException {
    Path out = Path.of(answersFile);
    boolean same =
        !requests.equals(StandardInput.DASH)
            && !BatchOutput.isStandardOutput(answersFile)
            && Files.exists(out)
            && Files.exists(Path.of(requests))
            && Files.isSameFile(Path.of(requests), out);
    if (same) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: the answers would overwrite the requests; choose another file for -o",
              answersFile));
    }
  }

  private Map<String, @Nullable Object> line(
      BatchRequest request, Images images, LazyModel lazy, BatchRun run, BatchTally tally) {
    Map<String, @Nullable Object> line = JsonOutput.object("id", request.id());
    if (request.error().isPresent()) {
      line.put("error", request.error().get());
      tally.fail();
      return line;
    }
    OpenModel open = lazy.get();
    try {
      line.putAll(answer(request, images, open));
      run.put(line, request);
      tally.answer();
    } catch (RuntimeException e) {
      // A prompt too long for the memory is that prompt's error; else no request would do
      // better.
      if (Failures.isRoom(e) && !(e instanceof CapacityException)) {
        throw e;
      }
      line.put("error", Failures.message(e));
      tally.fail();
    }
    return line;
  }

  private Map<String, @Nullable Object> answer(
      BatchRequest request, Images images, OpenModel open) {
    AnswerOptions generation = answer.with(request.options());
    List<Message> messages = Conversation.messages(request.messages(), images);
    Prompt prompt =
        Conversation.prompt(
            system.map(text -> Conversation.under(text, messages)).orElse(messages));
    Optional<PruningPolicy> policy = pruning.policy(prompt);
    try (PreparedPrompt prepared = open.prepare(prompt)) {
      return AnswerJson.of(
          open, policy, open.ask(prepared, policy, generation, AnswerListener.SILENT));
    }
  }

  /// The summary, beside the answers where these go to standard output.
  private void print(BatchTally tally) {
    String text = output.json() ? JsonOutput.of(tally.json()) + "\n" : tally.text(answersFile);
    if (BatchOutput.isStandardOutput(answersFile)) {
      output.messages().lines(text);
    } else {
      output.print(text);
    }
  }
}
