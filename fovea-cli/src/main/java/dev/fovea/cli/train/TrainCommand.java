package dev.fovea.cli.train;

import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.Output;
import dev.fovea.cli.print.Progress;
import dev.fovea.cli.print.TextTable;
import dev.fovea.cli.print.WrittenFile;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.TemporaryPath;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.train.recipe.Accuracy;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.TrainingCheck;
import dev.fovea.train.recipe.TrainingListener;
import dev.fovea.train.recipe.TrainingRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fovea train`: makes a model like the built-in one.
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a small vision-language model from nothing, on scenes and dialogues that are drawn as it goes: no data is needed. A recipe says how; that of the built-in model comes with Fovea.",
      "The folder then holds model/ (give it to -m), logs as CSV, a chart of them in training.html, and a checkpoint. Started again after a kill, the training goes on from the checkpoint, and its weights are bit for bit those of a training that was not stopped.",
    },
    footer = {
      "",
      "Examples:",
      "  fovea train --check              a minute's training that has to learn something it cannot guess",
      "  fovea train builtin -o mine      the built-in model again, about an hour on 2 cores",
      "  fovea train my-recipe.json -o other",
      "  fovea demo -m mine/model",
    })
public final class TrainCommand implements Callable<Integer> {
  private static final int WINDOW = 50;

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "builtin, check, or a JSON file like them (fovea train --show builtin).")
  private Optional<String> recipe = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      description = "Where the training is kept; one that was begun there goes on.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--check",
      description =
          "Train by the recipe check in a folder that is removed afterwards, and end with exit code 1 if what was learnt is not clearly better than guessing.")
  private boolean check;

  @Option(
      names = "--show",
      paramLabel = "RECIPE",
      description = "Print a recipe that comes with Fovea and stop.")
  private Optional<String> show = Optional.empty();

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    if (show.isPresent()) {
      output.exact(new String(Recipe.bytes(show.get()), StandardCharsets.UTF_8));
      return ExitCode.DONE;
    }
    if (check) {
      return check();
    }
    String name =
        recipe.orElseThrow(() ->
            new FoveaException("no recipe: expected builtin, check or a JSON file, or --check"));
    Path target = folder.orElseThrow(() -> new FoveaException("no folder: expected -o FOLDER"));
    WrittenFile.requireFolderName("-o", target);
    TrainingChart.check(target);
    try (TrainingRun run = TrainingRun.open(name, target)) {
      boolean done = train(run);
      TrainingChart.write(target);
      print(run, target, done);
    }
    return ExitCode.DONE;
  }

  private Integer check() throws IOException {
    try (TemporaryPath temporary = TemporaryPath.folder();
        TrainingRun run = TrainingRun.open("check", temporary.path())) {
      train(run);
      TrainingCheck result = TrainingCheck.of(run);
      if (output.json()) {
        output.object(
            JsonOutput.object(
                "accuracy", result.learnt().rate(),
                "at_least", result.low(),
                "guessing", result.guessing(),
                "samples", result.learnt().asked(),
                "ok", result.ok()));
      } else {
        output.line(
            String.format(
                Locale.ROOT,
                "%s: %d of %d held-out questions right, at least %.0f %% with 95 %% confidence; the best guess without looking is right in %.0f %%",
                result.ok() ? "ok" : "not learnt",
                result.learnt().right(),
                result.learnt().asked(),
                100 * result.low(),
                100 * result.guessing()));
      }
      return result.ok() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }
  }

  private boolean train(TrainingRun run) {
    try (Progress progress = output.progress("training", run.recipe().steps())) {
      progress.step(run.done());
      return run.run(new Reporter(run, progress), Thread.currentThread()::isInterrupted);
    }
  }

  private void print(TrainingRun run, Path target, boolean done) {
    Accuracy all = run.look(run.recipe().checkSamples(), TrainingRun.LOOK_TOKENS);
    if (output.json()) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("folder", target.toString());
      object.put("model", run.model().toString());
      object.put("done", done);
      object.put("steps", run.done());
      object.put("parameters", run.parameters());
      object.put("accuracy", all.all().rate());
      Map<String, @Nullable Object> kinds = new LinkedHashMap<>();
      all.kinds().forEach((kind, tally) -> kinds.put(name(kind), tally.rate()));
      object.put("kinds", kinds);
      output.object(object);
      return;
    }
    TextTable table = new TextTable(1, "question", "right", "asked");
    all.kinds()
        .forEach((kind, tally) ->
            table.row(
                List.of(
                    name(kind),
                    String.format(Locale.ROOT, "%.0f %%", 100 * tally.rate()),
                    Integer.toString(tally.asked()))));
    output.line("held-out scenes, " + TrainingRun.LOOK_TOKENS + " tokens of text:");
    output.line(table.text());
    output.line(
        String.format(
            Locale.ROOT,
            "%s: %,d steps, %,d weights, %.1f %% right",
            run.model(),
            run.done(),
            run.parameters(),
            100 * all.all().rate()));
  }

  private static String name(QuestionKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /// Tells how the training goes: beside the bar where a person watches, else by a line after every
  /// look at held-out scenes.
  private final class Reporter implements TrainingListener {
    private final TrainingRun run;
    private final Progress progress;
    private final Deque<Step> recent = new ArrayDeque<>();
    private String last = "";

    Reporter(TrainingRun run, Progress progress) {
      this.run = run;
      this.progress = progress;
    }

    @Override
    public void step(Step step) {
      recent.addLast(step);
      if (recent.size() > WINDOW) {
        recent.removeFirst();
      }
      progress.step();
      progress.note(words(step) + last);
    }

    private String words(Step step) {
      double seconds = recent.stream().mapToDouble(Step::seconds).sum();
      long tokens = recent.stream().mapToLong(Step::tokens).sum();
      long left = Math.round((run.recipe().steps() - step.number()) * seconds / recent.size());
      return String.format(
          Locale.ROOT,
          "%s: loss %.2f, %,.0f tokens/s, %s left",
          step.stage().name(),
          recent.stream().mapToDouble(one -> one.result().loss()).average().orElse(0),
          tokens / seconds,
          clock(Duration.ofSeconds(left)));
    }

    @Override
    public void look(long step, Accuracy accuracy) {
      last = String.format(Locale.ROOT, ", held out %.0f %%", 100 * accuracy.all().rate());
      if (!output.messages().terminal().showsProgress() && !output.json()) {
        output
            .messages()
            .line(
                String.format(
                    Locale.ROOT,
                    "step %,d of %,d, %s%s",
                    step,
                    run.recipe().steps(),
                    words(recent.getLast()),
                    last));
      }
    }

    private static String clock(Duration time) {
      return String.format(
          Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
  }
}
