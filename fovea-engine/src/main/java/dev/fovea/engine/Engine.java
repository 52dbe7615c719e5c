package dev.fovea.engine;

import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationDefaults;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.gradient.FlowConsumer;
import dev.fovea.engine.gradient.GradientFlow;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.internal.generate.Generator;
import dev.fovea.engine.internal.generate.Prefill;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.internal.model.family.VisualFeatures;
import dev.fovea.engine.internal.model.tensors.DtypeChoice;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Libtorch;
import dev.fovea.engine.internal.tensor.NativeErrors;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.internal.text.ChatTemplate;
import dev.fovea.engine.internal.text.PictureTexts;
import dev.fovea.engine.internal.text.PromptTokenizer;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.PromptReader;
import dev.fovea.engine.observe.SeenImages;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.engine.progress.ProgressListener.Stage;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.text.SpecialTokens;
import dev.fovea.engine.text.Tokenizer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A loaded model: reads prompts, generates answers.
///
/// ```java
/// try (Engine engine = Engine.load(folder, EngineOptions.DEFAULT)) {
///   System.out.println(engine.ask(prompt, engine.defaults().greedy(64)).text());
/// }
/// ```
///
/// Any thread may call an engine, and several may at once: they take turns, a layer or a token at a
/// time, in the order in which they come, and get what they would get alone. Operators use as many
/// threads as the options say, whichever thread calls and whatever other engines are loaded; only
/// OpenBLAS (products in float32) knows one number for the process, and takes the least of those
/// engines that compute at the same moment.
///
/// A thread that is interrupted, which it stays, gets a [CancellationException] from what loads and
/// reads ([#load], [#prepare], [#prefill], [#observe]) before the next layer, and from what
/// generates the answer so far, with [Answer.Finish#CANCELLED]. What a listener or an observer
/// throws comes out of the call that it was given to; nothing stays behind.
public final class Engine implements PromptReader, AutoCloseable {
  /// Models with fewer parameters run on one thread unless told otherwise.
  private static final long SMALL_PARAMETERS = 50_000_000;

  private static final System.Logger LOG = System.getLogger(Engine.class.getName());

  private final ModelInfo info;
  private final Gate gate;
  private final VisionLanguageModel model;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final PromptTokenizer promptTokenizer;
  private final GenerationDefaults defaults;

  private Engine(
      ModelInfo info,
      VisionLanguageModel model,
      Tokenizer tokenizer,
      ChatTemplate template,
      PromptTokenizer promptTokenizer,
      GenerationDefaults defaults) {
    this.info = info;
    this.model = model;
    gate = model.text().gate();
    this.tokenizer = tokenizer;
    this.template = template;
    this.promptTokenizer = promptTokenizer;
    this.defaults = defaults;
  }

  /// Loads a model folder as Hugging Face has them.
  ///
  /// dtype `auto` computes in float32 where that takes at most 2 GiB, else in the dtype of the
  /// file; float16 becomes bfloat16 on a CPU, which has no fast float16.
  ///
  /// @throws FoveaException if the folder is not a supported model, or its files contradict
  ///   themselves
  /// @throws CancellationException if the thread is interrupted, which it stays
  public static Engine load(Path path, EngineOptions options) {
    return load(path, options, ProgressListener.SILENT);
  }

  /// Loads a model folder, and tells how far it has come.
  ///
  /// @throws FoveaException as above
  /// @throws CancellationException if the thread is interrupted, which it stays
  public static Engine load(Path path, EngineOptions options, ProgressListener progress) {
    try {
      return loaded(path, options, progress);
    } catch (FoveaException failure) {
      if (failure.getCause() instanceof ClosedByInterruptException) {
        throw new CancellationException("interrupted while loading " + path);
      }
      throw failure;
    }
  }

  private static Engine loaded(Path path, EngineOptions options, ProgressListener progress) {
    Device device = Libtorch.device(options.device());
    ModelFolder folder = ModelFolder.open(path);
    Families.requireSupported(folder);
    SpecialTokens specials = SpecialTokens.of(folder);
    ChatTemplate template = ChatTemplate.of(folder, specials);
    Weights files = folder.weights();
    Tokenizer tokenizer = null;
    Runnable release = files::close;
    try {
      tokenizer = Tokenizer.open(folder.path());
      ScalarType dtype = DtypeChoice.of(options.dtype(), files, device);
      Gate gate = new Gate("the engine", threads(options, files));
      ModelWeights weights = ModelWeights.of(files, dtype, device, gate, progress);
      release = weights::close; // the files too
      VisionLanguageModel model = load(folder, weights, tokenizer, gate.threads());
      progress.progress(Stage.LOADING, files.totalBytes(), files.totalBytes());
      return new Engine(
          ModelInfo.of(path, model, dtype, options.device()),
          model,
          tokenizer,
          template,
          new PromptTokenizer(tokenizer, specials),
          GenerationDefaults.of(folder.generationConfig(), folder.config()));
    } catch (RuntimeException | Error failure) {
      release.run();
      if (tokenizer != null) {
        tokenizer.close();
      }
      throw failure;
    }
  }

  private static VisionLanguageModel load(
      ModelFolder folder, ModelWeights weights, Tokenizer tokenizer, int threads) {
    return NativeErrors.translated(
        () -> Libtorch.withThreads(threads, () -> Families.load(folder, weights, tokenizer)));
  }

  /// Small operators lose more by waking a second thread than they win by it.
  private static int threads(EngineOptions options, Weights weights) {
    int most = EngineOptions.mostThreads();
    if (options.threads() > most) {
      LOG.log(
          System.Logger.Level.WARNING,
          "threads: {0} were asked for, {1} are used, one per processor",
          Integer.toString(options.threads()),
          Integer.toString(most));
    }
    if (options.threads() == 0) {
      return weights.elements() < SMALL_PARAMETERS ? 1 : most;
    }
    return Math.min(options.threads(), most);
  }

  /// What is loaded.
  public ModelInfo info() {
    return info;
  }

  /// The network, for benchmarks and for comparison with a reference: its types are internal.
  public VisionLanguageModel model() {
    return model;
  }

  /// Names of the families that can be loaded, as `model_type` has them.
  public static List<String> families() {
    return Families.names();
  }

  @Override
  public int layers() {
    return info.layers();
  }

  /// Bytes of the key/value cache of so many tokens.
  public long cacheBytes(int tokens) {
    return model.text().cacheBytes(tokens);
  }

  /// Runs a prompt and goes back through it, telling a consumer how the answer token depends on the
  /// attention of every layer.
  ///
  /// @param observer sees the way forwards, and may drop rows on it
  /// @param target the answer token; the most likely one if empty
  /// @param objective what is differentiated
  public GradientFlow.Loss differentiate(
      PreparedPrompt prompt,
      PrefillObserver observer,
      OptionalInt target,
      GradientFlow.Objective objective,
      FlowConsumer consumer) {
    return GradientFlow.run(model.text(), prompt, observer, target, objective, consumer);
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /// What the model's folder says about generation.
  public GenerationDefaults defaults() {
    return defaults;
  }

  /// What the model makes of the pictures of a prompt, in order.
  public List<ImageInput> inputs(Prompt prompt) {
    gate.requireOpen();
    return model.inputs(prompt.images().stream().map(Part.Image::pixels).toList());
  }

  /// Renders and tokenizes a prompt, with the tokens of its pictures in their places.
  ///
  /// @param inputs of the prompt's pictures
  public PromptLayout layout(Prompt prompt, List<ImageInput> inputs) {
    gate.requireOpen();
    PictureTexts pictures =
        new PictureTexts(
            model.imagePlaceholder(),
            model.imageTokenId(),
            inputs.stream().map(ImageInput::expansion).toList());
    PromptLayout layout = promptTokenizer.layout(template.render(prompt), pictures);
    int[] visual = layout.positions(TokenRole.VISUAL);
    List<ImageArea> areas = inputs.stream().flatMap(input -> input.areas().stream()).toList();
    if (visual.length != areas.size()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "the pictures have %d visual features, the prompt has %d tokens for them: the tokenizer does not fit the model",
              areas.size(),
              visual.length));
    }
    return layout.withFixed(
        IntStream.range(0, visual.length)
            .filter(i -> areas.get(i).isEmpty())
            .map(i -> visual[i])
            .toArray());
  }

  /// Renders and tokenizes a prompt.
  public PromptLayout layout(Prompt prompt) {
    return layout(prompt, inputs(prompt));
  }

  /// Makes a prompt ready to be read: template, tokens, pixel values, visual features.
  ///
  /// @throws FoveaException if it is longer than the model was made for
  public PreparedPrompt prepare(Prompt prompt) {
    return prepare(prompt, ProgressListener.SILENT);
  }

  /// Makes a prompt ready to be read.
  ///
  /// @param progress is told of the pictures, and later of the layers whenever this prompt is read
  /// @throws FoveaException as above
  public PreparedPrompt prepare(Prompt prompt, ProgressListener progress) {
    try (SeenImages seen = see(prompt, progress)) {
      return prepare(prompt, seen, seen.timings(), progress);
    }
  }

  /// Makes a prompt ready to be read whose images were seen before, as a chat does for its second
  /// question. Its timings are 0, as no image is looked at.
  ///
  /// @param seen images of this prompt, in their order
  /// @param progress is told of the layers whenever this prompt is read
  /// @throws FoveaException if it is longer than the model was made for
  public PreparedPrompt prepare(Prompt prompt, SeenImages seen, ProgressListener progress) {
    return prepare(prompt, seen, new PreparedPrompt.Timings(0, 0), progress);
  }

  private PreparedPrompt prepare(
      Prompt prompt, SeenImages seen, PreparedPrompt.Timings timings, ProgressListener progress) {
    PromptLayout layout = layout(prompt, seen.inputs());
    info.requireRoomFor(layout.size());
    return prepare(layout, seen, timings, progress);
  }

  /// Makes a prompt ready whose layout is known already, however long it is.
  ///
  /// @param inputs of the images, in the order of their visual tokens
  public PreparedPrompt prepare(PromptLayout layout, List<ImageInput> inputs) {
    try (SeenImages seen = see(inputs, 0, ProgressListener.SILENT)) {
      return prepare(layout, seen, seen.timings(), ProgressListener.SILENT);
    }
  }

  /// Looks at the images of a prompt.
  ///
  /// @param progress is told of every image
  public SeenImages see(Prompt prompt, ProgressListener progress) {
    long start = System.nanoTime();
    if (!prompt.images().isEmpty()) {
      progress.progress(Stage.LOOKING, 0, prompt.images().size());
    }
    List<ImageInput> inputs = inputs(prompt);
    return see(inputs, (System.nanoTime() - start) / 1e6, progress);
  }

  private SeenImages see(
      List<ImageInput> inputs, double preprocessMillis, ProgressListener progress) {
    if (inputs.isEmpty()) {
      gate.requireOpen();
      return new SeenImages(gate, List.of(), List.of(), new PreparedPrompt.Timings(0, 0));
    }
    return gate.call(() -> {
      try (Scope scope = new Scope()) {
        long start = System.nanoTime();
        VisualFeatures features = model.features(inputs, progress);
        double vision = (System.nanoTime() - start) / 1e6;
        List<Tensor> tensors = new ArrayList<>(List.of(scope.release(features.embeddings())));
        features.deep().forEach(deep -> tensors.add(scope.release(deep)));
        return new SeenImages(
            gate, inputs, tensors, new PreparedPrompt.Timings(preprocessMillis, vision));
      }
    });
  }

  private PreparedPrompt prepare(
      PromptLayout layout,
      SeenImages seen,
      PreparedPrompt.Timings timings,
      ProgressListener progress) {
    int[] visual = layout.positions(TokenRole.VISUAL);
    int features = seen.inputs().stream().mapToInt(ImageInput::tokens).sum();
    if (visual.length != features) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "the prompt has %d visual tokens, the images have %d features",
              visual.length,
              features));
    }
    return gate.call(() -> gate.step(() -> embedded(layout, visual, seen, timings, progress)));
  }

  private PreparedPrompt embedded(
      PromptLayout layout,
      int[] visual,
      SeenImages seen,
      PreparedPrompt.Timings timings,
      ProgressListener progress) {
    try (Scope scope = new Scope()) {
      Tensor embeddings = model.text().embed(embeddedIds(layout));
      List<Tensor> features = seen.features();
      if (!features.isEmpty()) {
        Tensor places = Tensors.indices(visual, model.text().device());
        embeddings = embeddings.index_copy(1, places, features.getFirst().unsqueeze(0));
      }
      return new PreparedPrompt(
          gate,
          layout,
          model.positions(layout, seen.inputs()),
          scope.release(embeddings),
          features.stream().skip(1).map(deep -> scope.release(new Tensor(deep))).toList(),
          timings,
          progress);
    }
  }

  /// The token of pictures need not have an embedding (Gemma 3), as features take its place.
  private static int[] embeddedIds(PromptLayout layout) {
    int[] ids = layout.ids();
    for (int row : layout.positions(TokenRole.VISUAL)) {
      ids[row] = 0;
    }
    return ids;
  }

  @Override
  public Sequence prefill(PreparedPrompt prompt, PrefillObserver observer, int reserve) {
    return Prefill.run(model.text(), prompt, observer, reserve);
  }

  @Override
  public void observe(PreparedPrompt prompt, PrefillObserver observer, int layers) {
    Prefill.observe(model.text(), prompt, observer, layers);
  }

  /// Continues a sequence; at the latest where the model's context ends, so does the answer.
  ///
  /// @param options [#defaults] has those that the model's folder wants
  public Answer generate(Sequence sequence, GenerationOptions options, AnswerListener listener) {
    GenerationOptions complete =
        options.endTokens().isEmpty() ? options.withEndTokens(defaults.endTokens()) : options;
    gate.requireOpen();
    return Generator.generate(sequence, tokenizer, complete, listener);
  }

  /// Answers a prompt as it is.
  ///
  /// @param options [#defaults] has those that the model's folder wants
  public Answer ask(Prompt prompt, GenerationOptions options) {
    try (PreparedPrompt prepared = prepare(prompt);
        Sequence sequence = prefill(prepared, PrefillObserver.NONE, options.maxTokens())) {
      return generate(sequence, options, AnswerListener.SILENT);
    }
  }

  /// Frees the model. What runs in other threads ends before its next layer or token with a
  /// [ClosedException][dev.fovea.engine.error.ClosedException], as does every later call to the
  /// engine and to what was made with it; only closing that is still in order, before or after.
  /// Once is enough.
  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
