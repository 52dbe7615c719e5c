package dev.fovea.engine.folder;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.file.FileProblem;
import dev.fovea.engine.internal.weights.Adapter;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.json.JsonView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// A model as Hugging Face publishes it: a folder with `config.json`, a tokenizer, a processor and
/// weights. Where several files could say the same, the one that transformers 5.18 prefers is read.
public final class ModelFolder {
  private static final String CONFIG = "config.json";
  private static final String PROCESSOR = "processor_config.json";
  private static final String PREPROCESSOR = "preprocessor_config.json";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String IMAGE_PROCESSOR = "image_processor";
  private static final String CHAT_TEMPLATE = "chat_template";

  private final Path path;
  private final JsonView config;
  private final Optional<Path> adapter;

  private ModelFolder(Path path, JsonView config, Optional<Path> adapter) {
    this.path = path;
    this.config = config;
    this.adapter = adapter;
  }

  /// Opens a folder and reads its `config.json`; the other files are read when they are asked for.
  /// An adapter that lies in it belongs to the model. A folder with nothing but an adapter stands
  /// for the model that it names, changed by it: a folder, or a repository of this machine's cache.
  ///
  /// @throws FoveaException where the path is no folder with a readable `config.json`, and no
  ///   adapter whose model is there
  public static ModelFolder open(Path path) {
    return open(path, () -> ModelLocator.of(System.getenv()));
  }

  /// @param locator finds the model of an adapter
  static ModelFolder open(Path path, Supplier<ModelLocator> locator) {
    if (!Files.exists(path)) {
      throw new FoveaException(String.format(Locale.ROOT, "%s: no such folder", path));
    }
    if (!Files.isDirectory(path)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT, "%s: expected a model folder with %s, found a file", path, CONFIG));
    }
    Optional<Path> adapter =
        Optional.of(path).filter(folder -> Files.exists(folder.resolve(Adapter.CONFIG)));
    if (!Files.exists(path.resolve(CONFIG)) && adapter.isPresent()) {
      Path base = AdapterBase.locate(path, locator.get());
      return new ModelFolder(base, JsonView.read(base.resolve(CONFIG)), adapter);
    }
    if (!Files.exists(path.resolve(CONFIG))) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected a model folder as Hugging Face has them, found no %s in it",
              path,
              CONFIG));
    }
    return new ModelFolder(path, JsonView.read(path.resolve(CONFIG)), adapter);
  }

  /// Where the model's own files are: the folder as it was opened, or that of an adapter's model.
  public Path path() {
    return path;
  }

  /// The model's own configuration.
  public JsonView config() {
    return config;
  }

  /// `generation_config.json`, or nothing where the folder has none.
  public Optional<JsonView> generationConfig() {
    return readIfPresent("generation_config.json");
  }

  /// `tokenizer_config.json`; without keys where the folder has none.
  public JsonView tokenizerConfig() {
    return readOrEmpty("tokenizer_config.json");
  }

  /// `special_tokens_map.json`; without keys where the folder has none.
  public JsonView specialTokensMap() {
    return readOrEmpty("special_tokens_map.json");
  }

  /// `processor_config.json`; without keys where the folder has none.
  public JsonView processor() {
    return readOrEmpty(PROCESSOR);
  }

  /// The image processor's settings: `image_processor` of `processor_config.json` and, where there
  /// is none, `preprocessor_config.json`.
  ///
  /// @throws FoveaException where the folder has neither
  public JsonView preprocessor() {
    return processor()
        .objectIfPresent(IMAGE_PROCESSOR)
        .or(() -> readIfPresent(PREPROCESSOR))
        .orElseThrow(() ->
            new FoveaException(
                String.format(
                    Locale.ROOT,
                    "%s: expected %s, or %s with \"%s\", found neither",
                    path,
                    PREPROCESSOR,
                    PROCESSOR,
                    IMAGE_PROCESSOR)));
  }

  /// The chat template, by descending priority of `processor_config.json`, `chat_template.json`,
  /// `chat_template.jinja` and `tokenizer_config.json`: the order of transformers' processors,
  /// which prefer the older JSON file, followed by its tokenizers'. Of several by name it is the
  /// one called "default".
  public Optional<String> chatTemplate() {
    return processor()
        .stringIfPresent(CHAT_TEMPLATE)
        .or(() -> readIfPresent("chat_template.json").map(json -> json.string(CHAT_TEMPLATE)))
        .or(() -> textIfPresent("chat_template.jinja"))
        .or(() -> tokenizerTemplate(tokenizerConfig()));
  }

  private static Optional<String> tokenizerTemplate(JsonView tokenizer) {
    if (tokenizer.value(CHAT_TEMPLATE).filter(String.class::isInstance).isPresent()
        || !tokenizer.has(CHAT_TEMPLATE)) {
      return tokenizer.stringIfPresent(CHAT_TEMPLATE);
    }
    return Optional.of(
        tokenizer.objects(CHAT_TEMPLATE).stream()
            .filter(named -> named.string("name").equals("default"))
            .findFirst()
            .orElseThrow(() -> tokenizer.wrong(CHAT_TEMPLATE, "a template named \"default\""))
            .string("template"));
  }

  /// Where `tokenizer.json` is.
  ///
  /// @throws FoveaException where the folder has none
  public Path tokenizerFile() {
    Path file = path.resolve(TOKENIZER);
    if (!Files.exists(file)) {
      throw new UnsupportedException(
          String.format(
              Locale.ROOT,
              "%s: expected %s, found none; AutoTokenizer.save_pretrained of transformers writes it",
              path,
              TOKENIZER));
    }
    return file;
  }

  /// Maps the weights; the caller closes them.
  public Weights weights() {
    return Weights.open(path, config, adapter);
  }

  /// Where the adapter is that changes the model's weights.
  public Optional<Path> adapter() {
    return adapter;
  }

  /// Files that might be taken for part of the model and are not read, a line each.
  ///
  /// @param weights the folder's
  public List<String> unread(Weights weights) {
    return UnreadFiles.of(path, adapter, weights.paths());
  }

  private JsonView readOrEmpty(String name) {
    return readIfPresent(name).orElseGet(() -> JsonView.empty(name));
  }

  private Optional<JsonView> readIfPresent(String name) {
    Path file = path.resolve(name);
    return Files.exists(file) ? Optional.of(JsonView.read(file)) : Optional.empty();
  }

  private Optional<String> textIfPresent(String name) {
    Path file = path.resolve(name);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT, "%s: cannot be read as UTF-8 text: %s", file, FileProblem.reason(e)),
          e);
    }
  }
}
