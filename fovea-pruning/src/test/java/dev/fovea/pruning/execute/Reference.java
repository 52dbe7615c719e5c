package dev.fovea.pruning.execute;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Message.Role;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import java.nio.file.Path;
import java.util.List;

/// The reference model in `fixtures/llava`, and prompts for it.
final class Reference {
  static final Path FOLDER = Path.of("..", "fixtures", "llava");

  /// Some hundred tokens of context.
  static final String BOOK =
      "The harbour book. On the first day the red boat came in with salt and rope, and the keeper"
          + " wrote it down. On the second day the blue boat came in with apples; the wind stood in"
          + " the west and nobody paid. On the third day the green boat came late.";

  private Reference() {}

  static Engine engine() {
    return engine("llava");
  }

  /// Another model of `fixtures/`.
  static Engine engine(String fixture) {
    return Engine.load(folder(fixture), new EngineOptions("float32", "cpu", 1));
  }

  static Path folder(String fixture) {
    return FOLDER.resolveSibling(fixture);
  }

  /// A picture, a context and a question.
  static Prompt withContext() {
    return new Prompt(
        List.of(
            new Message(
                Role.USER,
                List.of(
                    picture(), new Part.Context(BOOK), new Part.Text("Which boat came late?")))));
  }

  /// A picture and a question.
  static Prompt withoutContext() {
    return new Prompt(
        List.of(new Message(Role.USER, List.of(picture(), new Part.Text("Which boat is it?")))));
  }

  /// A question alone.
  static Prompt withoutPicture() {
    return new Prompt(List.of(new Message(Role.USER, List.of(new Part.Text("Which boat?")))));
  }

  private static Part.Image picture() {
    return new Part.Image(
        "tall.png", ImageDecoder.decode(FOLDER.resolve("reference").resolve("tall.png")));
  }
}
