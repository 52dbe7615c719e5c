package dev.fovea.cli;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.Message;
import dev.fovea.engine.Message.Role;
import dev.fovea.engine.Part;
import dev.fovea.engine.Prompt;
import dev.fovea.engine.text.ChatMessages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts prompts together from what users give.
final class Conversation {
  private Conversation() {}

  /// Reads a file of OpenAI-style messages: a list, or an object with `messages`.
  static Prompt read(Path file) {
    Object json = JsonInput.read(file);
    Object messages = json instanceof Map<?, ?> map ? map.get("messages") : json;
    try {
      return messages(messages, Images.beside(file));
    } catch (FoveaException e) {
      throw new FoveaException(String.format(Locale.ROOT, "%s: %s", file, e.getMessage()), e);
    }
  }

  /// Reads messages.
  ///
  /// @param messages what JSON has for `messages`
  static Prompt messages(@Nullable Object messages, Images images) {
    if (messages instanceof List<?> list) {
      return withQuestion(ChatMessages.read(list, images::read));
    }
    throw new FoveaException("messages: expected a list of messages, found none");
  }

  /// The conversation with more in front of the question, which is the last user turn.
  static Prompt ahead(Prompt prompt, List<Part> parts) {
    List<Message> messages = new ArrayList<>(prompt.messages());
    int last = lastUserTurn(messages);
    List<Part> all = new ArrayList<>(parts);
    all.addAll(messages.get(last).parts());
    messages.set(last, new Message(Role.USER, all));
    return new Prompt(messages);
  }

  /// The conversation and one more question.
  static Prompt ask(Prompt prompt, String question) {
    List<Message> messages = new ArrayList<>(prompt.messages());
    messages.add(new Message(Role.USER, List.of(new Part.Text(question))));
    return withQuestion(new Prompt(messages));
  }

  /// The conversation under a system message.
  static Prompt under(String system, Prompt prompt) {
    if (prompt.messages().stream().anyMatch(message -> message.role() == Role.SYSTEM)) {
      throw new FoveaException(
          "--system: the messages have a system message already; expected one of the two");
    }
    List<Message> messages = new ArrayList<>();
    messages.add(new Message(Role.SYSTEM, List.of(new Part.Text(system))));
    messages.addAll(prompt.messages());
    return new Prompt(messages);
  }

  private static Prompt withQuestion(Prompt prompt) {
    List<Part> question = prompt.messages().get(lastUserTurn(prompt.messages())).parts();
    boolean asks =
        question.stream()
            .anyMatch(part -> part instanceof Part.Text(String text) && !text.isBlank());
    if (!asks) {
      throw new FoveaException("the question is empty: expected some text in the last user turn");
    }
    return prompt;
  }

  private static int lastUserTurn(List<Message> messages) {
    return messages.stream().map(Message::role).toList().lastIndexOf(Role.USER);
  }
}
