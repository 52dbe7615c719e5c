package dev.fovea.cli.option;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.ModelOutline;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.folder.ModelDigest;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.machine.Memory;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.execute.PrunedAnswer;
import dev.fovea.pruning.execute.Pruner;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// A loaded model under the name by which the user called it.
///
/// @param digest which model it is, see [ModelDigest]
/// @param loadMillis how long loading took
public record OpenModel(String name, String digest, Engine engine, double loadMillis)
    implements AutoCloseable {

  /// Loads a model after making sure that its weights fit into memory.
  public static OpenModel open(ModelOption model, EngineOptions options) {
    return open(model, options, ProgressListener.SILENT);
  }

  /// Loads a model after making sure that its weights fit into memory.
  ///
  /// @param progress is told how far loading has come
  public static OpenModel open(
      ModelOption model, EngineOptions options, ProgressListener progress) {
    long start = System.nanoTime();
    Path path = model.folder();
    ModelFolder folder = ModelFolder.open(path);
    if (options.device().equals("cpu")) {
      ModelOutline outline = ModelOutline.of(folder);
      Memory.require("the weights of " + model.name(), outline.weightBytes(options.dtype()));
    }
    Engine engine = Engine.load(path, options, progress);
    double loadMillis = (System.nanoTime() - start) / 1e6;
    try {
      return new OpenModel(name(model.name(), engine), ModelDigest.of(path), engine, loadMillis);
    } catch (RuntimeException | Error failure) {
      engine.close();
      throw failure;
    }
  }

  /// A folder is called by its last part.
  private static String name(String given, Engine engine) {
    boolean folder = given.endsWith("/") || Path.of(given).toFile().isDirectory();
    return folder ? engine.info().name() : given;
  }

  /// Makes a prompt ready, and makes sure that its cache fits into memory.
  ///
  /// @throws dev.fovea.engine.error.CapacityException if it does not
  public PreparedPrompt prepare(Prompt prompt) {
    return prepare(prompt, ProgressListener.SILENT);
  }

  /// Makes a prompt ready, and makes sure that its cache fits into memory.
  ///
  /// @param progress is told how far it is looked at and read
  /// @throws dev.fovea.engine.error.CapacityException if it does not
  public PreparedPrompt prepare(Prompt prompt, ProgressListener progress) {
    PreparedPrompt prepared = engine.prepare(prompt, progress);
    try {
      requireRoom(prepared.length());
      return prepared;
    } catch (CapacityException failure) {
      prepared.close();
      throw failure;
    }
  }

  /// Makes sure that the cache of a prompt which is prepared later fits into memory.
  ///
  /// @throws dev.fovea.engine.error.CapacityException if it does not
  public void requireRoom(Prompt prompt) {
    requireRoom(engine.layout(prompt).size());
  }

  private void requireRoom(int tokens) {
    if (engine.info().device().equals("cpu")) {
      Memory.require(
          String.format(Locale.ROOT, "the key/value cache of %,d tokens", tokens),
          engine.cacheBytes(tokens));
    }
  }

  /// Answers a prompt that is ready.
  public PrunedAnswer ask(
      PreparedPrompt prompt,
      Optional<PruningPolicy> policy,
      AnswerOptions answer,
      AnswerListener listener) {
    return Pruner.ask(
        engine,
        prompt,
        policy,
        answer.forPrompt(engine.defaults(), engine.info(), prompt.length()),
        listener);
  }

  @Override
  public void close() {
    engine.close();
  }
}
