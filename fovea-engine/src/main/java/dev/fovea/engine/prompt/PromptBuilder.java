package dev.fovea.engine.prompt;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.prompt.Message.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Puts a prompt together, in the order in which the model reads it: what is added after an earlier
/// turn belongs to the next, and nothing comes after the question.
public final class PromptBuilder {
  private final List<Message> messages = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private boolean asked;

  PromptBuilder() {}

  /// What the model is told to be.
  public PromptBuilder system(String text) {
    requireNoQuestion();
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

  /// Text that stays, whatever is pruned. A question that images come after is one, too.
  public PromptBuilder text(String text) {
    return part(new Part.Protected(text));
  }

  /// An earlier question, with what was added before it, and its answer.
  public PromptBuilder turn(String question, String answer) {
    ask(question);
    messages.add(new Message(Role.ASSISTANT, List.of(new Part.Text(answer))));
    return this;
  }

  /// The question, with what was added before it; the last thing to say.
  public PromptBuilder question(String text) {
    ask(text);
    asked = true;
    return this;
  }

  private void ask(String text) {
    requireNoQuestion();
    parts.add(new Part.Text(text));
    messages.add(new Message(Role.USER, parts));
    parts.clear();
  }

  private PromptBuilder part(Part part) {
    requireNoQuestion();
    parts.add(part);
    return this;
  }

  private void requireNoQuestion() {
    if (asked) {
      throw new FoveaException(
          "prompt: expected the question as the last thing, found something added after it");
    }
  }

  /// The prompt.
  ///
  /// @throws FoveaException if there is no question
  public Prompt build() {
    List<Message> all = new ArrayList<>(messages);
    if (!parts.isEmpty()) {
      if (parts.stream().noneMatch(Part.Protected.class::isInstance)) {
        throw new FoveaException(
            "prompt: expected a question after the last image or context, found none");
      }
      all.add(new Message(Role.USER, parts));
    }
    return new Prompt(all);
  }
}
