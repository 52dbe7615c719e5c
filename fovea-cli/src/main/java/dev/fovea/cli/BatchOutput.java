package dev.fovea.cli;

import dev.fovea.engine.FoveaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file of answers, a line an answer, that can be continued: every line is written whole, and an
/// interrupted process leaves half a line at most, which the next one cuts off.
///
/// Answers stay where they are. Lines with an error are dropped when the file is opened again, so
/// that those requests are tried anew and every id has one line in the end.
final class BatchOutput implements AutoCloseable {
  private static final String BEGINNING = "{\"id\":";

  private final FileChannel channel;
  private final Set<String> answered;

  private BatchOutput(FileChannel channel, Set<String> answered) {
    this.channel = channel;
    this.answered = answered;
  }

  /// Opens or creates the file.
  ///
  /// @throws FoveaException if it cannot be written, or holds something other than answers
  static BatchOutput open(Path file) {
    try {
      Set<String> answered = Files.exists(file) ? keepAnswers(file) : Set.of();
      return new BatchOutput(
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
          answered);
    } catch (IOException e) {
      Path folder = file.toAbsolutePath().getParent();
      String why =
          folder != null && !Files.isDirectory(folder)
              ? "there is no folder " + folder
              : Files.isDirectory(file) ? "it is a folder" : Failures.message(e);
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: cannot be written: %s", file, why), e);
    }
  }

  private static Set<String> keepAnswers(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    List<String> lines = new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
    // May end inside a character; only its beginning is looked at.
    String half = new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8);
    if (!half.startsWith(BEGINNING) && !BEGINNING.startsWith(half)) {
      throw foreign(file, lines.size() + 1);
    }
    Set<String> answered = new HashSet<>();
    List<String> kept = new ArrayList<>();
    int number = 0;
    for (String line : lines) {
      number++;
      Map<?, ?> answer = answer(file, number, line);
      if (!answer.containsKey("error")) {
        answered.add(JsonOutput.of(answer.get("id")));
        kept.add(line + "\n");
      }
    }
    if (kept.size() < number || !half.isEmpty()) {
      rewrite(file, String.join("", kept));
    }
    return answered;
  }

  private static Map<?, ?> answer(Path file, int number, String line) {
    if (line.startsWith(BEGINNING)
        && JsonInput.line(file.toString(), number, line) instanceof Map<?, ?> map) {
      return map;
    }
    throw foreign(file, number);
  }

  private static FoveaException foreign(Path file, int line) {
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "%s, line %d: expected an answer {\"id\":...} of an earlier run, found something else; choose another file for -o",
            file,
            line));
  }

  private static void rewrite(Path file, String text) throws IOException {
    Path target = file.toRealPath();
    Path unfinished = target.resolveSibling(target.getFileName() + ".new");
    Files.writeString(unfinished, text);
    Files.move(
        unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Whether an earlier run has answered the request; a wrong line never is.
  boolean has(BatchRequest request) {
    return request.error().isEmpty() && answered.contains(request.key());
  }

  /// Appends one line with a single write.
  void write(Map<String, @Nullable Object> line) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(JsonOutput.of(line) + "\n");
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new FoveaException("the answers cannot be written: " + Failures.message(e), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new FoveaException("the answers cannot be written: " + Failures.message(e), e);
    }
  }
}
