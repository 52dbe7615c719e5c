package dev.fovea.cli;

import dev.fovea.engine.AnswerListener;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.FoveaException;
import dev.fovea.engine.Prompt;
import dev.fovea.engine.RoomException;
import dev.fovea.engine.generate.PreparedPrompt;
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
      "Answers a list of requests, a line {\"id\", \"messages\"} each, into a list of answers, a line {\"id\", the keys of ask --json} each.",
      "A wrong line becomes {\"id\", \"error\"} and the rest goes on. Started again, it skips what is answered and tries anew what failed. A line without id is called by its number N, one that cannot be read \"line N\"."
    },
    footer = {
      "",
      "Example:",
      "  fovea batch examples/requests.jsonl -o answers.jsonl --max-tokens 4",
    })
final class BatchCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private ModelOption model = new ModelOption();

  @Parameters(
      paramLabel = "REQUESTS.jsonl",
      description = "The requests; their images are named as files beside this list.")
  private Path requests = Path.of("");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.jsonl",
      description = "Where the answers go; an existing list of answers is continued.")
  private Path answersFile = Path.of("");

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "System message of every request. Default: none.")
  private Optional<String> system = Optional.empty();

  @ArgGroup(validate = false, heading = "%nPruning (off by default):%n")
  private PruningOptions pruning = new PruningOptions();

  @ArgGroup(validate = false, heading = "%nThe answers:%n")
  private AnswerOptions answer = new AnswerOptions();

  @ArgGroup(validate = false, heading = "%nThe machine:%n")
  private RuntimeOptions runtime = new RuntimeOptions();

  @Override
  public Integer call() throws IOException {
    answer.check();
    EngineOptions options = runtime.engineOptions();
    Optional<PruningPolicy> policy = pruning.policy("off");
    List<BatchRequest> all = BatchRequest.read(requests);
    if (Files.exists(answersFile) && Files.isSameFile(requests, answersFile)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: the answers would overwrite the requests; choose another file for -o",
              answersFile));
    }
    int failed = 0;
    List<BatchRequest> open;
    try (BatchOutput answers = BatchOutput.open(answersFile)) {
      open = all.stream().filter(request -> !answers.has(request)).toList();
      if (!open.isEmpty()) {
        failed = answer(open, answers, options, policy);
      }
    }
    print(all.size(), open.size(), failed);
    return ExitCode.DONE;
  }

  private int answer(
      List<BatchRequest> open,
      BatchOutput answers,
      EngineOptions options,
      Optional<PruningPolicy> policy) {
    int failed = 0;
    try (OpenModel loaded = OpenModel.open(model, options);
        Progress progress = output.progress("answering", open.size())) {
      for (BatchRequest request : open) {
        Map<String, @Nullable Object> line = AnswerJson.object("id", request.id());
        try {
          line.putAll(answer(request, loaded, policy));
        } catch (RuntimeException e) {
          // A prompt too long for the memory is that prompt's error; else no request would do
          // better.
          if (Failures.isRoom(e) && !(e instanceof RoomException)) {
            throw e;
          }
          line.put("error", Failures.message(e));
          failed++;
        }
        answers.write(line);
        progress.step();
      }
    }
    return failed;
  }

  private Map<String, @Nullable Object> answer(
      BatchRequest request, OpenModel loaded, Optional<PruningPolicy> policy) {
    if (request.error().isPresent()) {
      throw new FoveaException(request.error().get());
    }
    Prompt read = Conversation.messages(request.messages().orElse(null), Images.beside(requests));
    Prompt prompt = system.map(text -> Conversation.under(text, read)).orElse(read);
    try (PreparedPrompt prepared = loaded.prepare(prompt)) {
      return AnswerJson.of(
          loaded, policy, loaded.ask(prepared, policy, answer, AnswerListener.SILENT));
    }
  }

  private void print(int all, int open, int failed) {
    if (output.json()) {
      output.object(
          AnswerJson.object(
              "requests", all, "skipped", all - open, "answered", open - failed, "failed", failed));
    } else {
      output.line(
          String.format(
              Locale.ROOT,
              "%,d requests: %,d answered, %,d failed, %,d skipped as answered before",
              all,
              open - failed,
              failed,
              all - open));
      if (failed > 0) {
        output.line(String.format(Locale.ROOT, "%s says why, under \"error\"", answersFile));
      }
    }
  }
}
