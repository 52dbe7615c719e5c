package dev.fovea.engine.prompt;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.Message.Role;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What the model is asked: a conversation whose last user turn holds the question. Immutable; it
/// keeps the whole text, so that the next question can prune it anew.
///
/// @param messages at least one of them of the user, behind which the assistant says nothing more
public record Prompt(List<Message> messages) {

  /// @throws FoveaException where there is no question, or it has been answered already
  public Prompt {
    messages = List.copyOf(messages);
    List<Role> roles = messages.stream().map(Message::role).toList();
    int question = roles.lastIndexOf(Role.USER);
    if (question < 0) {
      throw new FoveaException(
          "messages: expected at least one of role \"user\", whose last one is the question, found none");
    }
    int answer = roles.lastIndexOf(Role.ASSISTANT);
    if (answer > question) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "messages[%d]: expected the last user turn, which is the question, at the end, found a turn of the assistant behind it",
              answer));
    }
  }

  /// Puts a prompt together.
  ///
  /// ```java
  /// Prompt.builder().image(Path.of("a.png")).context(report).question("What is on the left?").build();
  /// ```
  public static PromptBuilder builder() {
    return new PromptBuilder();
  }

  /// Which message is the question: the last user turn.
  public int question() {
    return messages.stream().map(Message::role).toList().lastIndexOf(Role.USER);
  }

  /// Whether some of the text may be pruned, which is what
  /// [dev.fovea.engine.prompt.TokenRole#CONTEXT] tokens are made of: context documents, and turns
  /// before the question.
  public boolean hasContext() {
    int question = question();
    return IntStream.range(0, messages.size())
        .anyMatch(i ->
            messages.get(i).parts().stream()
                .anyMatch(part ->
                    switch (part) {
                      case Part.Context(String text) -> !text.isBlank();
                      case Part.Text(String text) ->
                          i != question && messages.get(i).role() != Role.SYSTEM && !text.isBlank();
                      case Part.Protected _, Part.Image _ -> false;
                    }));
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
