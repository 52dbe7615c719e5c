package dev.fovea.engine.prompt;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.prompt.Message.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Puts a prompt together, in the order in which the model reads it: what is added after a turn
/// that was ended belongs to the next.
public final class PromptBuilder {
  private final List<Message> messages = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();

  PromptBuilder() {}

  /// What the model is told to be.
  public PromptBuilder system(String text) {
    messages.add(new Message(Role.SYSTEM, List.of(new Part.Text(text))));
    return this;
  }

  /// An image from a file.
  ///
  /// @throws FoveaException if it is no image that can be read
  public PromptBuilder image(Path file) {
    return part(new Part.Image(String.valueOf(file.getFileName()), ImageDecoder.decode(file)));
  }

  /// An image.
  public PromptBuilder image(RgbImage image) {
    return part(new Part.Image("image", image));
  }

  /// A long text, which may be pruned.
  public PromptBuilder context(String text) {
    return part(new Part.Context(text.isEmpty() || text.endsWith("\n") ? text : text + "\n"));
  }

  /// Text that stays, whatever is pruned.
  public PromptBuilder text(String text) {
    return part(new Part.Text(text));
  }

  /// An earlier question, with what was added before it, and its answer.
  public PromptBuilder turn(String question, String answer) {
    ask(question);
    messages.add(new Message(Role.ASSISTANT, List.of(new Part.Text(answer))));
    return this;
  }

  /// The question, with what was added before it; the last thing to say.
  public PromptBuilder question(String text) {
    return ask(text);
  }

  private PromptBuilder ask(String text) {
    parts.add(new Part.Text(text));
    messages.add(new Message(Role.USER, parts));
    parts.clear();
    return this;
  }

  private PromptBuilder part(Part part) {
    parts.add(part);
    return this;
  }

  /// The prompt.
  ///
  /// @throws FoveaException if there is no question
  public Prompt build() {
    if (!parts.isEmpty()) {
      messages.add(new Message(Role.USER, parts));
      parts.clear();
    }
    return new Prompt(messages);
  }
}
