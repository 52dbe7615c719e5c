package dev.fovea.engine.prompt;

import static dev.fovea.engine.prompt.RequestValue.map;
import static dev.fovea.engine.prompt.RequestValue.string;
import static dev.fovea.engine.prompt.RequestValue.truth;
import static dev.fovea.engine.prompt.RequestValue.wrong;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.decode.ImageText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One item of a message's content, as the clients of OpenAI, Anthropic, Hugging Face, LangChain
/// and MCP write it.
sealed interface ContentItem {

  /// A text.
  ///
  /// @param context what its mark says: true for context, false for text that stays, empty for none
  record Text(String text, Optional<Boolean> context) implements ContentItem {}

  /// A picture.
  ///
  /// @param source a path or a URL, data URLs included
  /// @param place where it stands in the request
  record Picture(String source, String place) implements ContentItem {}

  /// Types that clients know and no model here reads.
  List<String> OTHER_TYPES =
      List.of(
          "video",
          "video_url",
          "input_video",
          "audio",
          "audio_url",
          "input_audio",
          "file",
          "input_file",
          "image_file",
          "document",
          "tool_use",
          "tool_result",
          "thinking",
          "reasoning",
          "refusal");

  /// Keys under which a picture may stand.
  List<String> SOURCES = List.of("image", "url", "path", "base64", "data", "image_url", "source");

  /// Keys of a text.
  KnownKeys TEXT_KEYS =
      KnownKeys.read("type", "text", "context", "fovea")
          .harmless("cache_control", "annotations", "logprobs", "id", "index");

  private static KnownKeys imageKeys(String... sources) {
    return KnownKeys.read(sources)
        .harmless(
            "type",
            "detail",
            "cache_control",
            "media_type",
            "mime_type",
            "mimeType",
            "source_type",
            "format",
            "id",
            "index")
        .refused("a file that a service keeps cannot be had here; give the picture", "file_id")
        .refused(
            "the model's own processor says how large a picture is read; leave it out",
            "min_pixels",
            "max_pixels",
            "resized_height",
            "resized_width");
  }

  /// Reads one item.
  ///
  /// @param path where it stands, such as `messages[0].content[1]`
  static ContentItem of(@Nullable Object value, String path) {
    Map<?, ?> item = map(value, path);
    String type = string(item.get("type"), path + ".type");
    return switch (type) {
      case "text", "input_text", "output_text" -> text(item, path);
      case "image", "image_url", "input_image" -> image(item, path);
      default -> throw unknown(type, path + ".type");
    };
  }

  private static ContentItem text(Map<?, ?> item, String path) {
    TEXT_KEYS.check(item, path);
    String text = string(item.get("text"), path + ".text");
    Optional<Boolean> context = Optional.empty();
    if (item.get("context") != null) {
      context = Optional.of(truth(item.get("context"), path + ".context"));
    }
    if (isProtected(item, path)) {
      if (context.orElse(false)) {
        throw new FoveaException(
            path + ": context is true and fovea.protect is true; expected one of the two");
      }
      context = Optional.of(false);
    }
    return new Text(text, context);
  }

  private static boolean isProtected(Map<?, ?> item, String path) {
    if (item.get("fovea") == null) {
      return false;
    }
    Map<?, ?> own = map(item.get("fovea"), path + ".fovea");
    KnownKeys.read("protect").check(own, path + ".fovea");
    return own.get("protect") != null && truth(own.get("protect"), path + ".fovea.protect");
  }

  /// The picture stands under one of several names, by the client.
  private static ContentItem image(Map<?, ?> item, String path) {
    imageKeys(SOURCES.toArray(String[]::new)).check(item, path);
    List<String> given = SOURCES.stream().filter(key -> item.get(key) != null).toList();
    if (given.size() != 1) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected the picture as one of image, url, path, base64, data, image_url or source, found %s",
              path,
              given.isEmpty() ? "none" : String.join(" and ", given)));
    }
    String key = given.getFirst();
    Object value = item.get(key);
    String place = path + "." + key;
    return switch (key) {
      case "base64", "data" -> encoded(string(value, place), place);
      case "image_url" -> imageUrl(value, place);
      case "source" -> source(map(value, place), place);
      default -> new Picture(string(value, place), place);
    };
  }

  private static ContentItem imageUrl(@Nullable Object value, String place) {
    if (value instanceof String url) {
      return new Picture(url, place);
    }
    if (value instanceof Map<?, ?> map) {
      imageKeys("url").check(map, place);
      return new Picture(string(map.get("url"), place + ".url"), place + ".url");
    }
    throw wrong(place, "a string or an object with url", value);
  }

  /// Anthropic's form.
  private static ContentItem source(Map<?, ?> source, String place) {
    imageKeys("data", "url").check(source, place);
    String type = string(source.get("type"), place + ".type");
    return switch (type) {
      case "base64" -> encoded(string(source.get("data"), place + ".data"), place + ".data");
      case "url" -> new Picture(string(source.get("url"), place + ".url"), place + ".url");
      default -> throw wrong(place + ".type", "\"base64\" or \"url\"", type);
    };
  }

  private static ContentItem encoded(String base64, String place) {
    String url = ImageText.isDataUrl(base64) ? base64 : "data:;base64," + base64;
    return new Picture(url, place);
  }

  private static FoveaException unknown(String type, String path) {
    FoveaException wrong = wrong(path, "\"text\", \"image\" or \"image_url\"", type);
    String more =
        OTHER_TYPES.contains(type)
            ? "; only texts and pictures are read"
            : KnownKeys.suggestion(
                type, List.of("text", "image", "image_url", "input_text", "input_image"));
    return new FoveaException(wrong.getMessage() + more);
  }
}
