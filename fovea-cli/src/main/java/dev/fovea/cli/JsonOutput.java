package dev.fovea.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Writes plain maps, lists, strings, numbers and truth values as JSON on one line; the only place
/// that knows the JSON library for writing.
final class JsonOutput {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonOutput() {}

  static String of(@Nullable Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// A list of objects, an object a line.
  static String lines(List<Map<String, @Nullable Object>> objects) {
    StringBuilder text = new StringBuilder();
    objects.forEach(object -> text.append(of(object)).append('\n'));
    return text.toString();
  }

  /// A measured number with three decimals; null where there is none, because JSON has no NaN.
  static @Nullable Object rounded(double number) {
    return finite(Math.rint(number * 1000) / 1000);
  }

  /// The number itself, or null for what JSON cannot write.
  static @Nullable Object finite(double number) {
    return Double.isFinite(number) ? (Object) number : null;
  }
}
