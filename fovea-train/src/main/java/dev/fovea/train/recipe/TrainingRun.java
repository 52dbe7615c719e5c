package dev.fovea.train.recipe;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.AtomicFile;
import dev.fovea.engine.file.FileProblem;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.json.JsonView;
import dev.fovea.scenes.dialogue.EvaluationSamples;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.language.QuestionKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A training in a folder: the recipe, the model, checkpoints, and logs.
///
/// ```
/// recipe.json              what is followed
/// model/                   a model folder, complete when the recipe is done
/// checkpoint.safetensors   where it was left; a run that starts again goes on from there
/// steps.csv                every step
/// looks.csv                every look at held-out scenes
/// ```
///
/// What a run has done after a kill and a new start is bit for bit what it had done without.
public final class TrainingRun implements AutoCloseable {
  /// Tokens of text on the held-out samples that are looked at while training.
  public static final int LOOK_TOKENS = 128;

  private static final String STEPS =
      "step,stage,learning_rate,loss,naming_loss,gradient_norm,tokens,seconds";

  private static final String STEP_LOG = "steps.csv";
  private static final String LOOK_LOG = "looks.csv";
  private static final String CHECKPOINT = "checkpoint.safetensors";
  private static final String MODEL = "model";
  private static final String WEIGHTS = "model.safetensors";

  private final Recipe recipe;
  private final Path folder;
  private final Trainer trainer;

  private TrainingRun(Recipe recipe, Path folder, Trainer trainer) {
    this.recipe = recipe;
    this.folder = folder;
    this.trainer = trainer;
  }

  /// Begins a training, or goes on with the one in the folder.
  ///
  /// @param name of a recipe that comes with Fovea, or of a file
  /// @throws FoveaException if the folder holds a training by another recipe, or another model
  public static TrainingRun open(String name, Path folder) {
    byte[] json = Recipe.bytes(name);
    Recipe recipe = Recipe.from(JsonView.parse(name, json));
    Path kept = folder.resolve("recipe.json");
    Path model = folder.resolve(MODEL);
    try {
      boolean begun = Files.exists(kept);
      if (begun) {
        requireSame(kept, json);
      } else {
        requireFree(folder);
      }
      // A recipe that lies in the folder already, under the name that it is kept by, begins here.
      if (!begun || !Files.exists(model)) {
        ModelSkeleton.write(recipe, model);
      }
      TrainingRun run =
          new TrainingRun(recipe, folder, new Trainer(recipe, ModelFolder.open(model)));
      try {
        if (!begun) {
          // Only now, or a recipe that nothing can be trained by could not be mended.
          AtomicFile.write(kept, json);
        }
        run.resume();
        return run;
      } catch (RuntimeException | Error failure) {
        run.close();
        throw failure;
      }
    } catch (IOException e) {
      throw FileProblem.unwritable(folder, e);
    }
  }

  private static void requireSame(Path kept, byte[] json) throws IOException {
    if (!Arrays.equals(Files.readAllBytes(kept), json)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected the recipe that this training began with, found another; use a new folder",
              kept));
    }
  }

  private static void requireFree(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: expected a folder, found a file", folder));
    }
    if (Files.exists(folder.resolve(MODEL).resolve(WEIGHTS))) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected the folder of a training, or a new one, found another model in it",
              folder));
    }
    for (String name : List.of(STEP_LOG, LOOK_LOG, CHECKPOINT)) {
      if (Files.exists(folder.resolve(name))) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: expected the folder of a training, or a new one, found a %s of something else in it",
                folder,
                name));
      }
    }
  }

  /// Steps that are done already.
  public long done() {
    return trainer.learner().count();
  }

  /// Number of the model's weights.
  public long parameters() {
    return trainer.learner().size();
  }

  /// The recipe that is followed.
  public Recipe recipe() {
    return recipe;
  }

  /// Where the model is when the recipe is done.
  public Path model() {
    return folder.resolve(MODEL);
  }

  private void resume() {
    trainer.resume(checkpoint());
    rewind(folder.resolve(STEP_LOG), STEPS);
    rewind(folder.resolve(LOOK_LOG), lookHeader());
  }

  private Path checkpoint() {
    return folder.resolve(CHECKPOINT);
  }

  /// Takes back lines of steps that came after the last checkpoint: they are done again.
  private void rewind(Path log, String header) {
    try {
      List<String> lines = new ArrayList<>(List.of(header));
      if (Files.exists(log)) {
        Files.readAllLines(log).stream()
            .skip(1)
            .filter(line -> line.indexOf(',') > 0)
            .filter(line -> Long.parseLong(line.substring(0, line.indexOf(','))) <= done())
            .forEach(lines::add);
      }
      AtomicFile.write(log, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw FileProblem.unreadable(log, e);
    }
  }

  private static String lookHeader() {
    return Stream.concat(
            Stream.of("step", "all"),
            Arrays.stream(QuestionKind.values()).map(kind -> kind.name().toLowerCase(Locale.ROOT)))
        .collect(Collectors.joining(","));
  }

  /// Trains to the end, or until somebody wants to stop, and leaves a checkpoint either way.
  ///
  /// @param stop asked after every step
  /// @return whether the recipe is done and the model complete
  public boolean run(TrainingListener listener, BooleanSupplier stop) {
    boolean done = trainer.run(new Logged(listener), stop);
    trainer.learner().save(checkpoint());
    if (done) {
      trainer.learner().export(model().resolve(WEIGHTS));
    }
    return done;
  }

  /// Accuracy on held-out scenes as the last stage has them.
  ///
  /// @param tokens of text
  public Accuracy look(int samples, int tokens) {
    return trainer.look(heldOut(), samples, tokens);
  }

  /// The samples of [#look].
  List<Sample> lookSamples(int samples, int tokens) {
    EvaluationSamples all = heldOut();
    return IntStream.range(0, samples).mapToObj(i -> all.sample(i, tokens)).toList();
  }

  private EvaluationSamples heldOut() {
    return trainer.heldOut(recipe.stages().getLast().samples());
  }

  /// Writes the logs, and checkpoints now and then.
  private final class Logged implements TrainingListener {
    private final TrainingListener listener;

    Logged(TrainingListener listener) {
      this.listener = listener;
    }

    @Override
    public void step(Step step) {
      append(
          STEP_LOG,
          String.format(
              Locale.ROOT,
              "%d,%s,%.6g,%.5f,%.5f,%.4f,%d,%.3f",
              step.number(),
              step.stage().name(),
              step.learningRate(),
              step.result().loss(),
              step.result().naming(),
              step.result().gradientNorm(),
              step.tokens(),
              step.seconds()));
      listener.step(step);
    }

    @Override
    public void look(long step, Accuracy accuracy) {
      String kinds =
          Arrays.stream(QuestionKind.values())
              .map(kind -> Optional.ofNullable(accuracy.kinds().get(kind)))
              .map(tally -> tally.map(found -> share(found.rate())).orElse(""))
              .collect(Collectors.joining(","));
      append(LOOK_LOG, step + "," + share(accuracy.all().rate()) + "," + kinds);
      listener.look(step, accuracy);
      // Not before: the look would be missing after a kill between the two.
      trainer.learner().save(checkpoint());
    }

    private static String share(double rate) {
      return String.format(Locale.ROOT, "%.4f", rate);
    }

    private void append(String log, String line) {
      Path file = folder.resolve(log);
      try {
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw FileProblem.unwritable(file, e);
      }
    }
  }

  @Override
  public void close() {
    trainer.close();
  }
}
