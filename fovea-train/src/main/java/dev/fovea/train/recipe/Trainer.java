package dev.fovea.train.recipe;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.scenes.dialogue.EvaluationSamples;
import dev.fovea.scenes.dialogue.SampleSettings;
import dev.fovea.train.learn.Batch;
import dev.fovea.train.learn.Learner;
import dev.fovea.train.learn.StepResult;
import dev.fovea.train.learn.StepSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/// Follows a recipe from its first step, or from where a checkpoint was left, to its last.
final class Trainer implements AutoCloseable {
  /// Seed of the scenes that are looked at while training. A study of that seed begins with the
  /// same pictures and questions.
  private static final long LOOK_SEED = 1;

  private final Recipe recipe;
  private final Tokenizer tokenizer;
  private final Learner learner;
  private final Batches batches;
  private final HeldOut heldOut;
  private final SampleTokens counter;
  private Optional<List<Batch>> next = Optional.empty();

  /// @param folder a model folder as the recipe describes it; it needs no weights
  Trainer(Recipe recipe, ModelFolder folder) {
    this.recipe = recipe;
    List<String> names = Learner.names(folder);
    recipe.stages().forEach(stage -> requireFreezable(stage, names));
    tokenizer = Tokenizer.open(folder.path());
    int patch = folder.config().object("vision_config").integer("patch_size");
    int side = folder.config().object("vision_config").integer("image_size") / patch;
    DialogueText dialogues = new DialogueText(tokenizer, side * side);
    SceneWords words = new SceneWords(tokenizer, patch);
    counter = new SampleTokens(tokenizer);
    learner =
        Learner.create(folder, tokenizer, recipe.dtype(), "cpu", recipe.shards(), recipe.seed());
    batches = new Batches(recipe, learner, dialogues, counter, words);
    heldOut = new HeldOut(learner, batches, dialogues);
  }

  /// A name that nothing begins with would freeze nothing, and nobody would see it.
  private static void requireFreezable(Stage stage, List<String> names) {
    for (String beginning : stage.frozen()) {
      if (names.stream().noneMatch(name -> name.startsWith(beginning))) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "frozen in stage '%s': expected the beginning of a parameter's name such as '%s', found '%s'",
                stage.name(),
                names.getFirst(),
                beginning));
      }
    }
  }

  /// The model in training.
  Learner learner() {
    return learner;
  }

  /// Trains until the recipe is done or somebody wants to stop.
  ///
  /// @param stop asked after every step
  /// @return whether the recipe is done
  boolean run(TrainingListener listener, BooleanSupplier stop) {
    long before = 0;
    for (Stage stage : recipe.stages()) {
      int begin = Math.toIntExact(Math.max(0, learner.count() - before));
      if (begin < stage.steps()) {
        learner.freeze(name -> stage.frozen().stream().anyMatch(name::startsWith));
      }
      for (int step = begin; step < stage.steps(); step++) {
        step(stage, step, before + step, listener);
        if (stop.getAsBoolean()) {
          return false;
        }
      }
      before += stage.steps();
    }
    return true;
  }

  private void step(Stage stage, int step, long overall, TrainingListener listener) {
    long start = System.nanoTime();
    List<Batch> batch = next.orElseGet(() -> batches.of(stage, overall));
    // The next one is drawn while this one is learnt from.
    CompletableFuture<List<Batch>> drawing =
        CompletableFuture.supplyAsync(
            () -> step + 1 < stage.steps() ? batches.of(stage, overall + 1) : List.of());
    StepSettings settings = stage.settings(step);
    StepResult result;
    try {
      result = learner.step(batch, settings);
    } finally {
      drawing.handle((_, _) -> 0).join(); // or it would go on while everything is closed
    }
    next = Optional.of(drawing.join()).filter(drawn -> !drawn.isEmpty());
    double seconds = (System.nanoTime() - start) / 1e9;
    long tokens = batch.stream().mapToLong(part -> part.ids().length).sum();
    listener.step(
        new TrainingListener.Step(
            overall + 1, stage, settings.learningRate(), result, tokens, seconds));
    if ((overall + 1) % recipe.checkEvery() == 0) {
      EvaluationSamples samples = heldOut(stage.samples());
      listener.look(
          overall + 1, heldOut.check(samples, recipe.checkSamples(), TrainingRun.LOOK_TOKENS));
    }
  }

  /// Accuracy on held-out scenes.
  Accuracy look(EvaluationSamples samples, int count, int tokens) {
    return heldOut.check(samples, count, tokens);
  }

  /// Scenes that are never trained on.
  EvaluationSamples heldOut(SampleSettings settings) {
    return new EvaluationSamples(settings, counter, LOOK_SEED);
  }

  /// Goes on from a checkpoint where there is one.
  void resume(Path checkpoint) {
    if (Files.exists(checkpoint)) {
      learner.restore(checkpoint);
    }
  }

  @Override
  public void close() {
    learner.close();
    tokenizer.close();
  }
}
