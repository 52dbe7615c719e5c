package dev.fovea.cli;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.file.FileProblem;
import dev.fovea.engine.weights.JsonProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON of any kind into plain Java (`Map`, `List`, `String`, `Number`, `Boolean`, null).
final class JsonInput {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonInput() {}

  /// Reads a file.
  ///
  /// @throws FoveaException with line and column where the JSON is broken
  static @Nullable Object read(Path file) {
    return parse(file.toString(), text(file), 0);
  }

  /// Parses one line of a file of JSON Lines.
  ///
  /// @param source how messages name the file
  /// @param line counted from 1
  static @Nullable Object line(String source, int line, String json) {
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
      String problem = JsonProblem.of(e);
      throw new FoveaException(String.format(Locale.ROOT, "%s%s: %s", source, where, problem), e);
    }
  }

  /// The text of a file in UTF-8.
  static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new FoveaException(String.format(Locale.ROOT, "%s: no such file", file), e);
    } catch (IOException e) {
      throw FileProblem.unreadable(file, e);
    }
  }
}
