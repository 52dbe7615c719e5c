package dev.fovea.engine.json;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A read-only typed view of a JSON object that knows its file and its key path, so that a wrong
/// value is reported as `config.json: text_config.hidden_size: expected a whole number, found
/// "abc"`. A key whose value is null counts as absent, as in the configuration files of Hugging
/// Face.
public final class JsonView {
  private static final long MAX_BYTES = 256L << 20;
  private static final String OBJECT = "an object";
  private static final String WHOLE = "a whole number";
  private static final String NUMBER = "a number";
  private static final String BOOLEAN = "true or false";
  private static final String STRING = "a string";

  private final String source;
  private final String path;
  private final Map<String, @Nullable Object> values;

  private JsonView(String source, String path, Map<String, @Nullable Object> values) {
    this.source = source;
    this.path = path;
    this.values = values;
  }

  /// Reads a file that holds one JSON object.
  ///
  /// @throws FoveaException where it is missing, larger than 256 MiB, broken (with line and column)
  ///   or something other than an object
  public static JsonView read(Path file) {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: expected at most %d bytes of JSON, found %d",
                file,
                MAX_BYTES,
                size));
      }
      return parse(file.getFileName().toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new FoveaException(String.format(Locale.ROOT, "%s: no such file", file), e);
    } catch (IOException e) {
      throw FileProblem.unreadable(file, e);
    }
  }

  /// Parses the bytes of one JSON object.
  ///
  /// @param source how messages name the bytes
  public static JsonView parse(String source, byte[] json) {
    return parse(source, json, Json.CONFIGURATION);
  }

  public static JsonView parse(String source, byte[] json, Json reader) {
    Object value = reader.read(source, json);
    return new JsonView(source, "", map(value).orElseThrow(() -> wrong(source, OBJECT, value)));
  }

  /// A view without keys, for a file that need not be there.
  public static JsonView empty(String source) {
    return new JsonView(source, "", Map.of());
  }

  /// Whether the key is there with a value other than null.
  public boolean has(String key) {
    return values.get(key) != null;
  }

  /// All keys in the order of the file.
  public Set<String> keys() {
    return values.keySet();
  }

  /// A nested object.
  public JsonView object(String key) {
    return object(key, required(key, OBJECT));
  }

  /// A nested object, or nothing where the key is absent.
  public Optional<JsonView> objectIfPresent(String key) {
    return value(key).map(found -> object(key, found));
  }

  /// A list of objects.
  public List<JsonView> objects(String key) {
    return each(key, strictList(key, "a list of objects"), this::object);
  }

  public int integer(String key) {
    return integer(key, required(key, WHOLE));
  }

  public int integer(String key, int otherwise) {
    return value(key).map(found -> integer(key, found)).orElse(otherwise);
  }

  /// Whole numbers; a single one counts as a list of one (`eos_token_id`).
  public List<Integer> integers(String key) {
    return each(key, list(key, "whole numbers"), this::integer);
  }

  /// Whole numbers of 64 bits; a list only.
  public List<Long> longs(String key) {
    return each(key, strictList(key, "a list of whole numbers"), this::whole);
  }

  /// A whole number of 64 bits.
  public long whole(String key) {
    return whole(key, required(key, WHOLE));
  }

  public double number(String key) {
    return number(key, required(key, NUMBER));
  }

  public double number(String key, double otherwise) {
    return value(key).map(found -> number(key, found)).orElse(otherwise);
  }

  /// Numbers; a single one counts as a list of one.
  public List<Double> numbers(String key) {
    return each(key, list(key, "numbers"), this::number);
  }

  public boolean bool(String key) {
    return bool(key, required(key, BOOLEAN));
  }

  public boolean bool(String key, boolean otherwise) {
    return value(key).map(found -> bool(key, found)).orElse(otherwise);
  }

  public String string(String key) {
    return string(key, required(key, STRING));
  }

  public String string(String key, String otherwise) {
    return stringIfPresent(key).orElse(otherwise);
  }

  /// A string, or nothing where the key is absent.
  public Optional<String> stringIfPresent(String key) {
    return value(key).map(found -> string(key, found));
  }

  /// Strings; a single one counts as a list of one.
  public List<String> strings(String key) {
    return each(key, list(key, "strings"), this::string);
  }

  /// The value as plain unmodifiable Java (`Map`, `List`, `String`, `Long`, `Double`, `Boolean`),
  /// or nothing where the key is absent.
  public Optional<Object> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /// This object with one value replaced or added.
  ///
  /// @param value plain Java, as [#value] gives it
  public JsonView with(String key, Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(values);
    changed.put(key, value);
    return new JsonView(source, path, Collections.unmodifiableMap(changed));
  }

  /// The whole object as plain unmodifiable Java, JSON's null as null.
  public Map<String, @Nullable Object> toJava() {
    return values;
  }

  /// The error to throw where a value has the right type and still cannot be used.
  ///
  /// @param expected what would be right, as it stands after "expected"
  public FoveaException wrong(String key, String expected) {
    return wrong(at(key), expected, values.get(key));
  }

  /// The error to throw where a value is right and asks for a part that Fovea does not have.
  ///
  /// @param supported what Fovea has, as it stands after "expected"
  public FoveaException unsupported(String key, String supported) {
    return new UnsupportedException(String.valueOf(wrong(key, supported).getMessage()));
  }

  private JsonView object(String key, @Nullable Object found) {
    String nested = path.isEmpty() ? key : path + "." + key;
    return new JsonView(
        source, nested, map(found).orElseThrow(() -> wrong(at(key), OBJECT, found)));
  }

  private long whole(String key, @Nullable Object found) {
    if (found instanceof Long number) {
      return number;
    }
    throw wrong(at(key), WHOLE, found);
  }

  private int integer(String key, @Nullable Object found) {
    long number = whole(key, found);
    if (number != (int) number) {
      throw wrong(at(key), "a whole number of 32 bits", found);
    }
    return (int) number;
  }

  private double number(String key, @Nullable Object found) {
    if (found instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(at(key), NUMBER, found);
  }

  private boolean bool(String key, @Nullable Object found) {
    if (found instanceof Boolean bool) {
      return bool;
    }
    throw wrong(at(key), BOOLEAN, found);
  }

  private String string(String key, @Nullable Object found) {
    if (found instanceof String string) {
      return string;
    }
    throw wrong(at(key), STRING, found);
  }

  private interface Element<T> {
    T read(String key, @Nullable Object found);
  }

  private static <T> List<T> each(String key, List<?> found, Element<T> element) {
    List<T> elements = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      elements.add(element.read(key + "[" + i + "]", found.get(i)));
    }
    return List.copyOf(elements);
  }

  private List<?> list(String key, String expected) {
    Object found = required(key, expected);
    return found instanceof List<?> list ? list : List.of(found);
  }

  private List<?> strictList(String key, String expected) {
    Object found = required(key, expected);
    if (found instanceof List<?> list) {
      return list;
    }
    throw wrong(at(key), expected, found);
  }

  private Object required(String key, String expected) {
    return value(key).orElseThrow(() -> wrong(key, expected));
  }

  private String at(String key) {
    return source + ": " + (path.isEmpty() ? key : path + "." + key);
  }

  @SuppressWarnings("unchecked") // Json makes maps with string keys only
  private static Optional<Map<String, @Nullable Object>> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        ? Optional.of((Map<String, @Nullable Object>) map)
        : Optional.empty();
  }

  private static FoveaException wrong(String where, String expected, @Nullable Object found) {
    String shown =
        switch (found) {
          case null -> "nothing";
          case String string -> Text.quote(string);
          case List<?> list -> "a list of " + list.size();
          case Map<?, ?> _ -> OBJECT;
          default -> found.toString();
        };
    return new FoveaException(
        String.format(Locale.ROOT, "%s: expected %s, found %s", where, expected, shown));
  }
}
