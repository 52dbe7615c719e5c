package dev.fovea.insight.reading;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.ChatMessages;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A case that transformers recorded on one of the models under `fixtures/`.
///
/// @param model the model's folder, relative to `fixtures/`
public record RecordedCase(String model, String name) {
  private static final Path FIXTURES = Path.of("..", "fixtures");
  private static final int ASKED = 8;
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// All models that have records, found by walking.
  static List<String> models() {
    try (Stream<Path> files = Files.walk(FIXTURES)) {
      return files
          .filter(file -> file.endsWith(Path.of("reference", "cases.json")))
          .map(file -> FIXTURES.relativize(file.resolve("../..").normalize()).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The case of that name on all models.
  public static List<RecordedCase> named(String name) {
    return models().stream()
        .map(model -> new RecordedCase(model, name))
        .filter(recorded -> recorded.json().isPresent())
        .toList();
  }

  private Path reference() {
    return FIXTURES.resolve(model, "reference");
  }

  private Optional<JsonView> json() {
    return JsonView.read(reference().resolve("cases.json")).objects("cases").stream()
        .filter(found -> found.string("name").equals(name))
        .findFirst();
  }

  /// An engine as the record was computed: float32, one thread.
  public Engine engine() {
    return Engine.load(FIXTURES.resolve(model), new EngineOptions("float32", "cpu", 1));
  }

  public PreparedPrompt prepare(Engine engine) {
    Object messages = json().orElseThrow().value("messages").orElseThrow();
    Prompt prompt =
        ChatMessages.read(
            (List<?>) messages, image -> ImageDecoder.decode(reference().resolve(image)));
    List<ImageInput> inputs = engine.inputs(prompt);
    // Some records are of prompts longer than the model's limit.
    return engine.prepare(engine.layout(prompt, inputs), inputs);
  }

  /// The prompt with all of its question but the last tokens as context, so that it can be pruned.
  public PreparedPrompt prepareWithContext(Engine engine) {
    try (PreparedPrompt prompt = prepare(engine)) {
      PromptLayout layout = prompt.layout();
      int[] question = layout.positions(TokenRole.QUESTION);
      int first = question[question.length - ASKED];
      List<Token> tokens = new ArrayList<>();
      for (int row = 0; row < layout.size(); row++) {
        Token token = layout.tokens().get(row);
        boolean context = token.role() == TokenRole.QUESTION && row < first;
        TokenRole role = context ? TokenRole.CONTEXT : token.role();
        tokens.add(new Token(token.id(), role, token.start(), token.end(), token.message()));
      }
      return prompt.withLayout(new PromptLayout(layout.text(), tokens));
    }
  }

  /// Part of what `cases.json` says.
  public Optional<JsonView> part(String key) {
    return json().orElseThrow().objectIfPresent(key);
  }

  /// A recorded tensor, row by row.
  public Optional<float[]> tensor(String tensor) {
    try (SafetensorsFile file = SafetensorsFile.open(reference().resolve(name + ".safetensors"))) {
      return Optional.ofNullable(file.tensors().get(tensor))
          .map(TensorEntry::data)
          .map(data -> data.toArray(FLOAT));
    }
  }
}
