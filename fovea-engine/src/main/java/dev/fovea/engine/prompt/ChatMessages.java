package dev.fovea.engine.prompt;

import static dev.fovea.engine.prompt.RequestValue.list;
import static dev.fovea.engine.prompt.RequestValue.map;
import static dev.fovea.engine.prompt.RequestValue.string;
import static dev.fovea.engine.prompt.RequestValue.wrong;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.decode.ImageText;
import dev.fovea.engine.prompt.Message.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads a conversation in the form of OpenAI-style requests, parsed from JSON to plain lists, maps,
/// strings and booleans:
///
///     [{"role": "system", "content": "Answer in one word."},
///      {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "quay.png"}},
///                                   {"type": "text", "text": "The harbor book says ..."},
///                                   {"type": "text", "text": "Which boat came late?"}]}]
///
/// The question is the last text of the last user turn. What stands before it is context, which may
/// be pruned: earlier turns, and the texts before it in its own turn. System messages stay. A mark
/// on a text says otherwise, wherever it stands: `"context": true` for what may go
/// ([Part.Context]), `"context": false` or `"fovea": {"protect": true}` for what stays
/// ([Part.Protected]).
///
/// A picture may stand in an item of its own, in the forms of several clients ([ContentItem]), or in
/// a message's `images`, as Ollama has them. Keys that are not known are refused ([KnownKeys]).
public final class ChatMessages {
  private static final KnownKeys KEYS =
      KnownKeys.read("role", "content", "images")
          .harmless("name", "id", "type", "status", "weight", "cache_control", "annotations")
          .refused(
              "tools are not supported; leave it out",
              "tool_calls",
              "tool_call_id",
              "tool_name",
              "function_call")
          .refused(
              "is not read; put what the model shall read into content",
              "reasoning",
              "reasoning_content",
              "thinking",
              "refusal",
              "audio");

  private final Function<String, RgbImage> images;

  private ChatMessages(Function<String, RgbImage> images) {
    this.images = images;
  }

  /// Reads the list of messages of a whole prompt.
  ///
  /// @param messages what the JSON array holds
  /// @param images finds the picture that a message calls by a path, a data URL or base64
  /// @throws FoveaException if something is missing, unknown or of the wrong kind; it names the
  ///   place as `messages[0].content[1].text`
  public static Prompt read(
      List<? extends @Nullable Object> messages, Function<String, RgbImage> images) {
    return new Prompt(turns(messages, images));
  }

  /// Reads a list of messages that may go on, so that it need not hold a question.
  public static List<Message> turns(
      List<? extends @Nullable Object> messages, Function<String, RgbImage> images) {
    ChatMessages reader = new ChatMessages(images);
    List<Role> roles =
        IntStream.range(0, messages.size())
            .mapToObj(i -> role(messages.get(i), "messages[" + i + "]"))
            .toList();
    int question = roles.lastIndexOf(Role.USER);
    return IntStream.range(0, messages.size())
        .mapToObj(i ->
            new Message(
                roles.get(i), reader.parts(messages.get(i), "messages[" + i + "]", i == question)))
        .toList();
  }

  private static Role role(@Nullable Object message, String path) {
    String place = path + ".role";
    Object value = map(message, path).get("role");
    String expected = "\"system\", \"user\" or \"assistant\"";
    if (!(value instanceof String)) {
      throw wrong(place, expected, value);
    }
    String role = value.toString();
    return switch (role) {
      case "system", "developer" -> Role.SYSTEM;
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "tool", "function" ->
          throw new FoveaException(
              wrong(place, expected, role).getMessage() + "; tools are not supported");
      default ->
          throw new FoveaException(
              wrong(place, expected, role).getMessage()
                  + KnownKeys.suggestion(role, List.of("system", "user", "assistant")));
    };
  }

  private List<Part> parts(@Nullable Object value, String path, boolean isQuestion) {
    Map<?, ?> message = map(value, path);
    KEYS.check(message, path);
    List<Part> parts = new ArrayList<>();
    Object images = message.get("images");
    if (images != null) {
      List<?> sources = list(images, path + ".images");
      for (int i = 0; i < sources.size(); i++) {
        String place = path + ".images[" + i + "]";
        parts.add(image(string(sources.get(i), place), place));
      }
    }
    Object content = message.get("content");
    boolean imagesAlone = content == null && !parts.isEmpty();
    if (!imagesAlone) {
      parts.addAll(content(content, path + ".content", isQuestion));
    }
    return parts;
  }

  private List<Part> content(@Nullable Object value, String path, boolean isQuestion) {
    if (value instanceof String text) {
      return List.of(new Part.Text(text));
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(path, "a string or a list of items", value);
    }
    List<ContentItem> items =
        IntStream.range(0, list.size())
            .mapToObj(i -> ContentItem.of(list.get(i), path + "[" + i + "]"))
            .toList();
    int asked = isQuestion ? asked(items) : items.size();
    return IntStream.range(0, items.size())
        .mapToObj(i -> part(items.get(i), isQuestion && i < asked))
        .toList();
  }

  /// Which item is the question itself: the last text that is neither blank nor marked as context.
  private static int asked(List<ContentItem> items) {
    return IntStream.range(0, items.size())
        .filter(i ->
            items.get(i) instanceof ContentItem.Text(String text, Optional<Boolean> context)
                && !text.isBlank()
                && !context.orElse(false))
        .max()
        .orElse(0);
  }

  private Part part(ContentItem item, boolean beforeTheQuestion) {
    return switch (item) {
      case ContentItem.Picture(String source, String place) -> image(source, place);
      case ContentItem.Text(String text, Optional<Boolean> context) -> {
        if (context.isPresent()) {
          yield context.get() ? new Part.Context(text) : new Part.Protected(text);
        }
        yield beforeTheQuestion ? new Part.Context(text) : new Part.Text(text);
      }
    };
  }

  private Part image(String source, String place) {
    boolean hasName = !ImageText.isDataUrl(source) && ImageText.picture(source).isEmpty();
    try {
      return new Part.Image(hasName ? source : "data URL", images.apply(source));
    } catch (FoveaException e) {
      throw new FoveaException(String.format(Locale.ROOT, "%s: %s", place, e.getMessage()), e);
    }
  }
}
