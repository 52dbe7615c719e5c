package dev.fovea.cli;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.file.FileProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One line of a list of requests.
///
/// @param id what the line calls itself, a text or a number; else the number of the line; of a
///   wrong line the text `line N`, which takes no other request's name
/// @param messages what it has for messages; empty where the line is wrong
/// @param error what is wrong with the line
record BatchRequest(Object id, Optional<Object> messages, Optional<String> error) {

  /// Reads all lines but blank ones; a wrong line, one in another encoding included, does not stop
  /// the others.
  static List<BatchRequest> read(Path file) {
    List<BatchRequest> requests = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    // A character a byte, so that each line can be decoded on its own: in UTF-8 no byte of a longer
    // character looks like the end of a line.
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          BatchRequest request = parse(file, number, line.getBytes(StandardCharsets.ISO_8859_1));
          requests.add(
              request.error().isPresent() || ids.add(request.key())
                  ? request
                  : wrong(
                      number,
                      String.format(
                          Locale.ROOT,
                          "line %d: id %s stands in an earlier line already",
                          number,
                          request.key())));
        }
      }
    } catch (IOException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: cannot be read: %s",
              file,
              Files.exists(file) ? FileProblem.reason(e) : "no such file"),
          e);
    }
    return requests;
  }

  private static BatchRequest parse(Path file, int number, byte[] line) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      Object json = JsonInput.line(String.valueOf(file.getFileName()), number, text);
      if (!(json instanceof Map<?, ?> map)) {
        return wrong(
            number,
            String.format(Locale.ROOT, "line %d: expected an object with id and messages", number));
      }
      Object id = map.get("id");
      if (id != null && !(id instanceof String) && !(id instanceof Number)) {
        return wrong(
            number, String.format(Locale.ROOT, "line %d: id: expected a text or a number", number));
      }
      return new BatchRequest(
          id == null ? (Object) number : id, Optional.ofNullable(messages(map)), Optional.empty());
    } catch (CharacterCodingException e) {
      return wrong(
          number, String.format(Locale.ROOT, "line %d: expected UTF-8, found other bytes", number));
    } catch (FoveaException e) {
      return wrong(number, Failures.message(e));
    }
  }

  private static @Nullable Object messages(Map<?, ?> map) {
    return map.get("messages");
  }

  private static BatchRequest wrong(int number, String error) {
    return new BatchRequest("line " + number, Optional.empty(), Optional.of(error));
  }

  /// The id as JSON, which tells the text "1" from the number 1.
  String key() {
    return JsonOutput.of(id);
  }
}
