package dev.fovea.cli.print;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes plain maps, lists, strings, numbers and truth values as JSON on one line; the only place
/// that knows the JSON library for writing.
public final class JsonOutput {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final JsonMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private JsonOutput() {}

  public static String of(@Nullable Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// The same with the keys of every object in the order of their letters, so that equal objects
  /// give equal texts.
  public static String sorted(@Nullable Object value) {
    return SORTED.writeValueAsString(value);
  }

  /// A list of objects, an object a line.
  static String lines(List<Map<String, @Nullable Object>> objects) {
    StringBuilder text = new StringBuilder();
    objects.forEach(object -> text.append(of(object)).append('\n'));
    return text.toString();
  }

  /// A measured number with three decimals; null where there is none, because JSON has no NaN.
  static @Nullable public Object rounded(double number) {
    return finite(Math.rint(number * 1000) / 1000);
  }

  /// The number itself, or null for what JSON cannot write.
  static @Nullable public Object finite(double number) {
    return Double.isFinite(number) ? (Object) number : null;
  }

  /// Keys and values in turn.
  public static Map<String, @Nullable Object> object(@Nullable Object... keysAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return object;
  }
}
