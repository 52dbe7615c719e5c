package dev.fovea;

import dev.fovea.builtin.BuiltinModel;
import dev.fovea.engine.Engine;
import dev.fovea.engine.ModelInfo;
import dev.fovea.engine.ModelOutline;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.folder.ModelLocator;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.SeenImages;
import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.machine.Memory;
import dev.fovea.pruning.execute.PrunedAnswer;
import dev.fovea.pruning.execute.Pruner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/// A vision-language model that keeps looking at the image: long text beside it is pruned before it
/// answers.
///
/// ```java
/// try (Fovea fovea = Fovea.load("builtin")) {
///   Prompt prompt = Prompt.builder().image(image).context(notes).question("Which shape is yellow?").build();
///   System.out.println(fovea.ask(prompt).text());
/// }
/// ```
///
/// Any thread may call it, several at once too: they take turns, a layer or a token at a time, and
/// get what they would get alone. Closing ends what is running with an exception.
public final class Fovea implements AutoCloseable {
  /// The small model that comes with Fovea.
  public static final String BUILTIN = BuiltinModel.NAME;

  private final String name;
  private final Engine engine;
  private final Duration loadTime;

  private Fovea(String name, Engine engine, Duration loadTime) {
    this.name = name;
    this.engine = engine;
    this.loadTime = loadTime;
  }

  /// Loads a model on the processor.
  ///
  /// @param model a folder, a repository in the local Hugging Face cache (`ORG/NAME` or
  ///   `ORG/NAME@REVISION`), or `builtin`
  /// @throws FoveaException if there is no such model, or it is not supported
  /// @throws CapacityException if its weights do not fit into memory
  public static Fovea load(String model) {
    return load(model, FoveaOptions.DEFAULT);
  }

  /// Loads a model.
  ///
  /// @param model a folder, a repository in the local Hugging Face cache (`ORG/NAME` or
  ///   `ORG/NAME@REVISION`), or `builtin`
  /// @throws FoveaException if there is no such model, or it is not supported
  /// @throws CapacityException if its weights do not fit into memory
  public static Fovea load(String model, FoveaOptions options) {
    long start = System.nanoTime();
    Path folder = folder(model);
    if (options.device() instanceof Device.Cpu) {
      ModelOutline outline = ModelOutline.of(ModelFolder.open(folder));
      Memory.require(
          "the weights of " + model, outline.weightBytes(options.precision().wireName()));
    }
    Engine engine = Engine.load(folder, options.engineOptions());
    return new Fovea(name(model, engine), engine, Duration.ofNanos(System.nanoTime() - start));
  }

  /// The folder of a model; `builtin` means ours unless there is a folder of that name.
  ///
  /// @throws FoveaException if there is no such model
  public static Path folder(String model) {
    Map<String, String> environment = System.getenv();
    return isBuiltin(model)
        ? BuiltinModel.folder(environment)
        : ModelLocator.of(environment).locate(model);
  }

  /// Whether a name means the model that comes with Fovea.
  public static boolean isBuiltin(String model) {
    return model.equals(BUILTIN) && !Files.isDirectory(Path.of(model));
  }

  /// A folder is called by its last part.
  private static String name(String given, Engine engine) {
    boolean folder = given.endsWith("/") || Files.isDirectory(Path.of(given));
    return folder ? engine.info().name() : given;
  }

  /// What the model is called.
  public String name() {
    return name;
  }

  /// What is loaded.
  public ModelInfo info() {
    return engine.info();
  }

  /// How long loading took.
  public Duration loadTime() {
    return loadTime;
  }

  /// The engine below, for those who score, measure or generate in their own way.
  public Engine engine() {
    return engine;
  }

  /// Answers a prompt, up to 512 tokens, its context pruned as [Pruning#byDefault] says.
  public PrunedAnswer ask(Prompt prompt) {
    return ask(prompt, AskOptions.DEFAULT);
  }

  /// Answers a prompt.
  ///
  /// @throws FoveaException if the prompt is wrong for the model, or too long for it
  /// @throws CapacityException if it does not fit into memory
  /// @throws CancellationException if the thread is interrupted before the first token, which it
  ///   stays; later on the answer so far is returned
  public PrunedAnswer ask(Prompt prompt, AskOptions options) {
    return ask(prompt, options, AnswerListener.SILENT);
  }

  private PrunedAnswer ask(Prompt prompt, AskOptions options, AnswerListener listener) {
    try (PreparedPrompt prepared = prepare(prompt)) {
      return answer(prompt, prepared, options, listener);
    }
  }

  PrunedAnswer answer(
      Prompt prompt, PreparedPrompt prepared, AskOptions options, AnswerListener listener) {
    return Pruner.ask(
        engine,
        prepared,
        options.pruning().forPrompt(prompt),
        options.generation(engine.defaults()),
        listener);
  }

  /// Answers a prompt piece by piece, as [#ask(Prompt)] does.
  public AnswerStream stream(Prompt prompt) {
    return stream(prompt, AskOptions.DEFAULT);
  }

  /// Answers a prompt piece by piece; close the stream, which cancels what is still running.
  public AnswerStream stream(Prompt prompt, AskOptions options) {
    return new AnswerStream(listener -> ask(prompt, options, listener));
  }

  /// Answers a prompt in another thread, as [#ask(Prompt)] does.
  public CompletableFuture<PrunedAnswer> askAsync(Prompt prompt) {
    return askAsync(prompt, AskOptions.DEFAULT);
  }

  /// Answers a prompt in another thread. Cancelling the future cancels the answer, as does
  /// completing it in another way, such as a timeout.
  public CompletableFuture<PrunedAnswer> askAsync(Prompt prompt, AskOptions options) {
    CompletableFuture<PrunedAnswer> future = new CompletableFuture<>();
    Thread thread =
        AnswerStream.thread(() -> {
          try {
            future.complete(ask(prompt, options));
          } catch (Throwable failure) {
            future.completeExceptionally(failure);
          }
        });
    // Ends a prefill, too, which no listener hears of; harmless where the thread ends by itself.
    var _ = future.whenComplete((_, _) -> thread.interrupt());
    thread.start();
    return future;
  }

  /// Several questions about the same images and text.
  public Chat.Builder chat() {
    return new Chat.Builder(this);
  }

  /// Makes a prompt ready, and makes sure that its key/value cache fits into memory.
  ///
  /// @throws FoveaException if it is longer than the model was made for
  /// @throws CapacityException if it does not fit
  public PreparedPrompt prepare(Prompt prompt) {
    return checked(engine.prepare(prompt));
  }

  /// Makes a prompt ready whose images were seen before.
  PreparedPrompt prepare(Prompt prompt, SeenImages seen) {
    return checked(engine.prepare(prompt, seen, ProgressListener.SILENT));
  }

  private PreparedPrompt checked(PreparedPrompt prepared) {
    try {
      requireRoom(prepared.length());
      return prepared;
    } catch (CapacityException failure) {
      prepared.close();
      throw failure;
    }
  }

  /// Makes sure that the key/value cache of so many tokens fits into memory.
  ///
  /// @throws CapacityException if it does not
  public void requireRoom(int tokens) {
    if (engine.info().device().equals("cpu")) {
      Memory.require(
          String.format(Locale.ROOT, "the key/value cache of %,d tokens", tokens),
          engine.cacheBytes(tokens));
    }
  }

  /// Frees the model. What runs in other threads ends before its next layer or token with an
  /// exception, as does every later call. Once is enough.
  @Override
  public void close() {
    engine.close();
  }
}
