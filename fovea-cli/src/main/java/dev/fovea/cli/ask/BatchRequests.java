package dev.fovea.cli.ask;

import dev.fovea.cli.option.Images;
import dev.fovea.cli.option.RequestOptions;
import dev.fovea.cli.option.StandardInput;
import dev.fovea.cli.print.Failures;
import dev.fovea.cli.print.JsonInput;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.InputFile;
import dev.fovea.engine.file.InputLines;
import dev.fovea.engine.file.InputText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A list of requests, read line by line as they are answered, so that it may be long or come
/// through a pipe. A wrong line, one in another encoding included, does not stop the others; a line
/// without end does.
final class BatchRequests implements AutoCloseable {
  private static final int MARK = 0xFEFF;

  private final InputLines lines;
  private final String name;
  private final Images images;
  private final Set<String> models;
  private final RequestDigest digest;
  private final Set<String> ids = new HashSet<>();

  private BatchRequests(InputLines lines, String name, Images images, Set<String> models) {
    this.lines = lines;
    this.name = name;
    this.images = images;
    this.models = models;
    digest = new RequestDigest(images);
  }

  /// The list in a file, or in standard input for `-`.
  ///
  /// @param models the names of the model that answers
  static BatchRequests open(String file, Set<String> models) {
    if (file.equals(StandardInput.DASH)) {
      return new BatchRequests(
          new InputLines(
              new StandardInput().stream("REQUESTS -"), StandardInput.NAME, InputFile.TEXT_LIMIT),
          StandardInput.NAME,
          Images.here(),
          models);
    }
    Path path = Path.of(file);
    return new BatchRequests(
        new InputLines(InputFile.open(path), file, InputFile.TEXT_LIMIT),
        String.valueOf(path.getFileName()),
        Images.beside(path),
        models);
  }

  /// How many requests a file holds; -1 where only reading them tells.
  static long count(String file) {
    Path path = Path.of(file);
    if (file.equals(StandardInput.DASH) || !Files.isRegularFile(path)) {
      return -1;
    }
    long count = 0;
    try (InputLines lines = new InputLines(InputFile.open(path), file, InputFile.TEXT_LIMIT)) {
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        count += isBlank(line.get()) ? 0 : 1;
      }
    }
    return count;
  }

  /// What relative names of pictures start from.
  Images images() {
    return images;
  }

  /// The next request; nothing behind the last one.
  ///
  /// @throws FoveaException where no line can be told from the next
  Optional<BatchRequest> next() {
    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
      if (!isBlank(line.get())) {
        return Optional.of(parse(line.get(), lines.number()));
      }
    }
    return Optional.empty();
  }

  private BatchRequest parse(byte[] line, int number) {
    if (number == 1 && line.length > 1) {
      int mark = Byte.toUnsignedInt(line[0]) << 8 | Byte.toUnsignedInt(line[1]);
      if (mark == MARK || mark == Integer.reverseBytes(MARK) >>> 16) {
        InputText.of(line, name); // says that it is UTF-16, which no line of it would do well in
      }
    }
    try {
      String text = InputText.of(line, "line " + number);
      if (!(JsonInput.line(name, number, text) instanceof Map<?, ?> map)) {
        return BatchRequest.unreadable(
            number,
            String.format(Locale.ROOT, "line %d: expected an object with id and messages", number));
      }
      Optional<Object> id = BatchRequest.id(map, number);
      if (id.isEmpty()) {
        return BatchRequest.unreadable(
            number, String.format(Locale.ROOT, "line %d: id: expected a text or a number", number));
      }
      String key = JsonOutput.of(id.get());
      return ids.add(key)
          ? request(id.get(), map)
          : BatchRequest.unreadable(
              number,
              String.format(
                  Locale.ROOT, "line %d: id %s stands in an earlier line already", number, key));
    } catch (FoveaException e) {
      return BatchRequest.unreadable(number, Failures.message(e));
    }
  }

  private BatchRequest request(Object id, Map<?, ?> map) {
    String all = digest.of(map);
    try {
      return new BatchRequest(
          id, map.get("messages"), RequestOptions.of(map, models), all, Optional.empty());
    } catch (FoveaException e) {
      return new BatchRequest(id, null, RequestOptions.NONE, all, Optional.of(Failures.message(e)));
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte each : line) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    lines.close();
  }
}
