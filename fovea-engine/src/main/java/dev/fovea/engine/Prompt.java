package dev.fovea.engine;

import java.util.List;

/// What the model is asked: a conversation whose last user turn holds the question. Immutable; it
/// keeps the whole text, so that the next question can prune it anew.
public record Prompt(List<Message> messages) {

  public Prompt {
    messages = List.copyOf(messages);
  }

  /// All pictures, in the order in which they appear.
  public List<Part.Image> images() {
    return messages.stream()
        .flatMap(message -> message.parts().stream())
        .filter(Part.Image.class::isInstance)
        .map(Part.Image.class::cast)
        .toList();
  }
}
