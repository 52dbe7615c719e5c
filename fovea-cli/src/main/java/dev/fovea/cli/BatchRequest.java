package dev.fovea.cli;

import dev.fovea.engine.FoveaException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One line of a list of requests.
///
/// @param id what the line calls itself, a text or a number; else the number of the line
/// @param messages what it has for messages; empty where the line is wrong
/// @param error what is wrong with the line
record BatchRequest(Object id, Optional<Object> messages, Optional<String> error) {

  /// Reads all lines but blank ones; a wrong line does not stop the others.
  static List<BatchRequest> read(Path file) {
    List<BatchRequest> requests = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          BatchRequest request = parse(file, number, line);
          requests.add(
              ids.add(request.key())
                  ? request
                  : wrong(
                      number,
                      "line %d: id %s stands in an earlier line already"
                          .formatted(number, request.key())));
        }
      }
    } catch (IOException e) {
      throw new FoveaException(
          "%s: cannot be read: %s".formatted(file, Files.exists(file) ? e : "no such file"), e);
    }
    return requests;
  }

  private static BatchRequest parse(Path file, int number, String line) {
    try {
      Object json = JsonInput.line(String.valueOf(file.getFileName()), number, line);
      if (!(json instanceof Map<?, ?> map)) {
        return wrong(number, "line %d: expected an object with id and messages".formatted(number));
      }
      Object id = map.get("id");
      if (id != null && !(id instanceof String) && !(id instanceof Number)) {
        return wrong(number, "line %d: id: expected a text or a number".formatted(number));
      }
      return new BatchRequest(
          id == null ? (Object) number : id, Optional.ofNullable(messages(map)), Optional.empty());
    } catch (FoveaException e) {
      return wrong(number, Failures.message(e));
    }
  }

  private static @Nullable Object messages(Map<?, ?> map) {
    return map.get("messages");
  }

  private static BatchRequest wrong(int number, String error) {
    return new BatchRequest(number, Optional.empty(), Optional.of(error));
  }

  /// The id as JSON, which tells the text "1" from the number 1.
  String key() {
    return JsonOutput.of(id);
  }
}
