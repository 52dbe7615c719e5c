package dev.fovea.engine.text;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.Message;
import dev.fovea.engine.Message.Role;
import dev.fovea.engine.Part;
import dev.fovea.engine.Prompt;
import dev.fovea.engine.vision.RgbImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads a conversation in the form of OpenAI-style requests, parsed from JSON to plain lists, maps,
/// strings and booleans:
///
///     [{"role": "user", "content": "What?"},
///      {"role": "user", "content": [{"type": "image", "image": "harbour.png"},
///                                   {"type": "image_url", "image_url": {"url": "quay.png"}},
///                                   {"type": "text", "text": "...", "context": true},
///                                   {"type": "text", "text": "Which boat came late?"}]}]
///
/// `"context": true` is ours and marks text that may be pruned ([Part.Context]).
public final class ChatMessages {

  private final Function<String, RgbImage> images;

  private ChatMessages(Function<String, RgbImage> images) {
    this.images = images;
  }

  /// Reads the list of messages.
  ///
  /// @param messages what the JSON array holds
  /// @param images finds the picture that a message calls by a path or a data URL
  /// @throws FoveaException if something is missing or of the wrong kind; it names the place as
  ///   `messages[0].content[1].text`
  public static Prompt read(
      List<? extends @Nullable Object> messages, Function<String, RgbImage> images) {
    ChatMessages reader = new ChatMessages(images);
    List<Message> read =
        IntStream.range(0, messages.size())
            .mapToObj(i -> reader.message(messages.get(i), "messages[" + i + "]"))
            .toList();
    if (read.stream().noneMatch(message -> message.role() == Role.USER)) {
      throw new FoveaException("messages: expected at least one of role \"user\", found none");
    }
    return new Prompt(read);
  }

  private Message message(@Nullable Object value, String path) {
    Map<?, ?> message = map(value, path);
    return new Message(
        role(message.get("role"), path + ".role"),
        content(message.get("content"), path + ".content"));
  }

  private static Role role(@Nullable Object value, String path) {
    return Arrays.stream(Role.values())
        .filter(role -> role.wireName().equals(value))
        .findFirst()
        .orElseThrow(() ->
            wrong(
                path,
                Arrays.stream(Role.values())
                    .map(role -> "\"" + role.wireName() + "\"")
                    .collect(Collectors.joining(" or ")),
                value));
  }

  private List<Part> content(@Nullable Object value, String path) {
    if (value instanceof String text) {
      return List.of(new Part.Text(text));
    }
    if (value instanceof List<?> items) {
      return IntStream.range(0, items.size())
          .mapToObj(i -> part(items.get(i), path + "[" + i + "]"))
          .toList();
    }
    throw wrong(path, "a string or a list of items", value);
  }

  private Part part(@Nullable Object value, String path) {
    Map<?, ?> item = map(value, path);
    return switch (string(item.get("type"), path + ".type")) {
      case "text" -> text(item, path);
      case "image" -> image(string(item.get("image"), path + ".image"));
      case "image_url" ->
          image(
              string(
                  map(item.get("image_url"), path + ".image_url").get("url"),
                  path + ".image_url.url"));
      default ->
          throw wrong(path + ".type", "\"text\" or \"image\" or \"image_url\"", item.get("type"));
    };
  }

  private static Part text(Map<?, ?> item, String path) {
    String text = string(item.get("text"), path + ".text");
    Object context = item.containsKey("context") ? item.get("context") : (Object) false;
    if (context instanceof Boolean isContext) {
      return isContext ? new Part.Context(text) : new Part.Text(text);
    }
    throw wrong(path + ".context", "true or false", context);
  }

  private Part image(String name) {
    String shortName = name.startsWith("data:") ? "data URL" : name;
    return new Part.Image(shortName, images.apply(name));
  }

  private static Map<?, ?> map(@Nullable Object value, String path) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw wrong(path, "an object", value);
  }

  private static String string(@Nullable Object value, String path) {
    if (value instanceof String string) {
      return string;
    }
    throw wrong(path, "a string", value);
  }

  private static FoveaException wrong(String path, String expected, @Nullable Object found) {
    String shown =
        switch (found) {
          case null -> "nothing";
          case String string ->
              "\"" + string.lines().findFirst().orElse("").transform(ChatMessages::shorten) + "\"";
          case Map<?, ?> map -> "an object";
          case List<?> list -> "a list";
          default -> found.toString();
        };
    return new FoveaException(
        String.format(Locale.ROOT, "%s: expected %s, found %s", path, expected, shown));
  }

  private static String shorten(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
