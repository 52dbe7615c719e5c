package dev.fovea.engine.prompt;

import dev.fovea.engine.error.FoveaException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values of a parsed request, each of the kind that is expected at its place.
final class RequestValue {
  private static final int LONGEST_SHOWN = 40;

  private RequestValue() {}

  static Map<?, ?> map(@Nullable Object value, String path) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw wrong(path, "an object", value);
  }

  static List<?> list(@Nullable Object value, String path) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(path, "a list", value);
  }

  static String string(@Nullable Object value, String path) {
    if (value instanceof String string) {
      return string;
    }
    throw wrong(path, "a string", value);
  }

  static boolean truth(@Nullable Object value, String path) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw wrong(path, "true or false", value);
  }

  /// The error for a value of another kind.
  ///
  /// @param path such as `messages[0].content[1].text`
  static FoveaException wrong(String path, String expected, @Nullable Object found) {
    return new FoveaException(
        String.format(Locale.ROOT, "%s: expected %s, found %s", path, expected, shown(found)));
  }

  private static String shown(@Nullable Object found) {
    return switch (found) {
      case null -> "nothing";
      case String string -> "\"" + shorten(string.lines().findFirst().orElse("")) + "\"";
      case Map<?, ?> _ -> "an object";
      case List<?> _ -> "a list";
      default -> found.toString();
    };
  }

  private static String shorten(String text) {
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
  }
}
