package dev.fovea.cli.print;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.InputFile;
import dev.fovea.engine.json.JsonProblem;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON of any kind into plain Java (`Map`, `List`, `String`, `Number`, `Boolean`, null). A
/// key that an object has twice is an error, as one of its values would be dropped.
public final class JsonInput {
  private static final int DEEPEST = 200;
  private static final int LONGEST_NUMBER = 1000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .maxStringLength(Integer.MAX_VALUE) // pictures; files have a limit
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private JsonInput() {}

  /// Reads a file.
  ///
  /// @throws FoveaException with line and column where the JSON is broken
  static @Nullable public Object read(Path file) {
    return parse(file.toString(), InputFile.text(file), 0);
  }

  /// Parses a text.
  ///
  /// @param source how messages name it
  static @Nullable public Object parse(String source, String json) {
    return parse(source, json, 0);
  }

  /// Parses one line of a file of JSON Lines.
  ///
  /// @param source how messages name the file
  /// @param line counted from 1
  static @Nullable public Object line(String source, int line, String json) {
    return parse(source, json, line - 1);
  }

  private static @Nullable Object parse(String source, String json, int linesBefore) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (JacksonException e) {
      TokenStreamLocation place = e.getLocation();
      String where =
          place == null
              ? ""
              : String.format(
                  Locale.ROOT,
                  ", line %d, column %d",
                  linesBefore + place.getLineNr(),
                  Math.max(1, place.getColumnNr()));
      throw new FoveaException(
          String.format(Locale.ROOT, "%s%s: %s", source, where, problem(e)), e);
    }
  }

  private static String problem(JacksonException e) {
    if (e instanceof StreamConstraintsException) {
      return String.format(
          Locale.ROOT,
          "expected objects and lists at most %d deep and numbers of at most %d digits, found more",
          DEEPEST,
          LONGEST_NUMBER);
    }
    return JsonProblem.of(e);
  }
}
