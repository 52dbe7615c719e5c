package dev.fovea.engine;

import dev.fovea.engine.generate.Generator;
import dev.fovea.engine.generate.Prefill;
import dev.fovea.engine.generate.PrefillObserver;
import dev.fovea.engine.generate.PreparedPrompt;
import dev.fovea.engine.generate.Sequence;
import dev.fovea.engine.internal.Libtorch;
import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.model.Families;
import dev.fovea.engine.model.ModelWeights;
import dev.fovea.engine.model.VisionLanguageModel;
import dev.fovea.engine.text.ChatTemplate;
import dev.fovea.engine.text.PromptLayout;
import dev.fovea.engine.text.PromptTokenizer;
import dev.fovea.engine.text.SpecialTokens;
import dev.fovea.engine.text.TokenRole;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.engine.vision.RgbImage;
import dev.fovea.engine.weights.ModelFolder;
import dev.fovea.engine.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A loaded model: reads prompts, generates answers.
///
/// ```java
/// try (Engine engine = Engine.load(folder, EngineOptions.DEFAULT)) {
///   System.out.println(engine.ask(prompt, GenerationOptions.greedy(64)).text());
/// }
/// ```
///
/// One call at a time: an engine is not for several threads at once.
public final class Engine implements AutoCloseable {
  /// Models with fewer parameters run on one thread unless told otherwise.
  private static final long SMALL_PARAMETERS = 50_000_000;

  private final ModelInfo info;
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
  public static Engine load(Path path, EngineOptions options) {
    Device device = Libtorch.device(options.device());
    ModelFolder folder = ModelFolder.open(path);
    Families.requireSupported(folder);
    SpecialTokens specials =
        SpecialTokens.of(folder.tokenizerConfig().toJava(), folder.specialTokensMap().toJava());
    ChatTemplate template =
        ChatTemplate.of(
            folder
                .chatTemplate()
                .orElseThrow(() ->
                    new FoveaException(
                        path
                            + ": no chat template: expected chat_template.jinja, chat_template.json, or chat_template in tokenizer_config.json")),
            specials);
    Weights files = folder.weights();
    Tokenizer tokenizer = null;
    Runnable release = files::close;
    try {
      tokenizer = Tokenizer.open(path);
      Libtorch.initialize(threads(options, files));
      ScalarType dtype = DtypeChoice.of(options.dtype(), files, device);
      ModelWeights weights = ModelWeights.of(files, dtype, device);
      release = weights::close; // the files too
      VisionLanguageModel model = Families.load(folder, weights);
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

  /// Small operators lose more by waking a second thread than they win by it.
  private static int threads(EngineOptions options, Weights weights) {
    boolean small = weights.elements() < SMALL_PARAMETERS;
    return options.threads() == 0 && small ? 1 : options.threads();
  }

  /// What is loaded.
  public ModelInfo info() {
    return info;
  }

  /// The network, for those who look inside.
  public VisionLanguageModel model() {
    return model;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /// What the model's folder says about generation.
  public GenerationDefaults defaults() {
    return defaults;
  }

  /// Renders and tokenizes a prompt, images expanded to their visual tokens.
  public PromptLayout layout(Prompt prompt) {
    List<int[]> placeholders =
        prompt.images().stream().map(image -> model.placeholders(image.pixels())).toList();
    PromptLayout rendered = promptTokenizer.layout(template.render(prompt));
    return promptTokenizer.expand(
        rendered, model.imageTokenId(), model.imageTokenId(), placeholders);
  }

  /// Makes a prompt ready to be read: template, tokens, pixel values, visual features.
  ///
  /// @throws FoveaException if it is longer than the model was made for
  public PreparedPrompt prepare(Prompt prompt) {
    PromptLayout layout = layout(prompt);
    info.requireRoomFor(layout.size());
    return prepare(layout, prompt.images().stream().map(Part.Image::pixels).toList());
  }

  /// Makes a prompt ready whose layout is known already, however long it is.
  ///
  /// @param images in the order of their visual tokens
  public PreparedPrompt prepare(PromptLayout layout, List<RgbImage> images) {
    try (Scope scope = new Scope()) {
      long start = System.nanoTime();
      List<Tensor> pixels = new ArrayList<>();
      images.forEach(image -> pixels.add(model.pixelValues(image)));
      long seen = System.nanoTime();
      Tensor embeddings = model.text().embed(layout.ids());
      if (!images.isEmpty()) {
        Tensor features =
            Tensors.concatenate(
                0, pixels.stream().map(model::visualFeatures).toArray(Tensor[]::new));
        Tensor places = Tensors.indices(layout.positions(TokenRole.VISUAL), model.text().device());
        embeddings = embeddings.index_copy(1, places, features.unsqueeze(0));
      }
      long done = System.nanoTime();
      return new PreparedPrompt(
          layout,
          LongStream.range(0, layout.size()).toArray(),
          scope.release(embeddings),
          new PreparedPrompt.Timings((seen - start) / 1e6, (done - seen) / 1e6));
    }
  }

  /// Model input of some pictures, as the processor makes it, one after the other.
  public float[] pixelValues(List<RgbImage> images) {
    try (Scope scope = new Scope()) {
      return Tensors.toFloats(
          Tensors.concatenate(0, images.stream().map(model::pixelValues).toArray(Tensor[]::new)));
    }
  }

  /// Reads a prompt.
  ///
  /// @param reserve tokens that are going to be generated, so that the cache is allocated once
  public Sequence prefill(PreparedPrompt prompt, PrefillObserver observer, int reserve) {
    return Prefill.run(model.text(), prompt, observer, reserve);
  }

  /// Runs the first layers of a prompt for an observer and keeps nothing.
  public void observe(PreparedPrompt prompt, PrefillObserver observer, int layers) {
    Prefill.observe(model.text(), prompt, observer, layers);
  }

  /// Continues a sequence.
  public Answer generate(Sequence sequence, GenerationOptions options, AnswerListener listener) {
    GenerationOptions complete =
        options.endTokens().isEmpty() ? options.withEndTokens(defaults.endTokens()) : options;
    return Generator.generate(sequence, tokenizer, complete, listener);
  }

  /// Answers a prompt as it is.
  public Answer ask(Prompt prompt, GenerationOptions options) {
    try (PreparedPrompt prepared = prepare(prompt);
        Sequence sequence = prefill(prepared, PrefillObserver.NONE, options.maxTokens())) {
      return generate(sequence, options, AnswerListener.SILENT);
    }
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
