package dev.fovea.cli.option;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.ChatMessages;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Message.Role;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts prompts together from what users give.
public final class Conversation {
  private Conversation() {}

  /// A conversation that a file holds, and what it says beside its messages.
  ///
  /// @param source how messages call it
  record Chat(String source, List<Message> messages, RequestOptions options) {}

  /// Reads OpenAI-style messages: a list, or an object with `messages` and the keys of
  /// [RequestOptions].
  ///
  /// @param source how messages call the JSON
  /// @param models the names of the model that answers
  static Chat chat(String source, @Nullable Object json, Images images, Set<String> models) {
    try {
      if (json instanceof Map<?, ?> map) {
        RequestOptions options = RequestOptions.of(map, models);
        return new Chat(source, messages(map.get("messages"), images), options);
      }
      return new Chat(source, messages(json, images), RequestOptions.NONE);
    } catch (FoveaException e) {
      throw at(source, e);
    }
  }

  /// The same error with the place before it.
  static FoveaException at(String source, FoveaException e) {
    return new FoveaException(String.format(Locale.ROOT, "%s: %s", source, e.getMessage()), e);
  }

  /// Reads messages, which may go on.
  ///
  /// @param messages what JSON has for `messages`
  public static List<Message> messages(@Nullable Object messages, Images images) {
    if (messages instanceof List<?> list) {
      return ChatMessages.turns(list, images::read);
    }
    throw new FoveaException("messages: expected a list of messages, found none");
  }

  /// The prompt of a whole conversation.
  ///
  /// @throws FoveaException if the last user turn has nothing in it
  public static Prompt prompt(List<Message> messages) {
    Prompt prompt = new Prompt(messages);
    boolean asks =
        prompt.messages().get(prompt.question()).parts().stream()
            .anyMatch(part ->
                switch (part) {
                  case Part.Text(String text) -> !text.isBlank();
                  case Part.Context(String text) -> !text.isBlank();
                  case Part.Protected(String text) -> !text.isBlank();
                  case Part.Image _ -> true;
                });
    if (!asks) {
      throw new FoveaException(
          "the question is empty: expected some text, or a picture, in the last user turn");
    }
    return prompt;
  }

  /// The conversation with more in front of the question, which is the last user turn.
  static List<Message> ahead(List<Message> messages, List<Part> parts) {
    List<Message> changed = new ArrayList<>(messages);
    int last = messages.stream().map(Message::role).toList().lastIndexOf(Role.USER);
    if (last < 0) {
      return messages; // which has no question and is refused as such
    }
    List<Part> all = new ArrayList<>(parts);
    all.addAll(changed.get(last).parts());
    changed.set(last, new Message(Role.USER, all));
    return changed;
  }

  /// The conversation and one more turn of the user.
  static List<Message> ask(List<Message> messages, List<Part> question) {
    List<Message> more = new ArrayList<>(messages);
    more.add(new Message(Role.USER, question));
    return more;
  }

  /// The conversation under a system message.
  public static List<Message> under(String system, List<Message> messages) {
    if (messages.stream().anyMatch(message -> message.role() == Role.SYSTEM)) {
      throw new FoveaException(
          "--system: the messages have a system message already; expected one of the two");
    }
    List<Message> all = new ArrayList<>();
    all.add(new Message(Role.SYSTEM, List.of(new Part.Text(system))));
    all.addAll(messages);
    return all;
  }
}
