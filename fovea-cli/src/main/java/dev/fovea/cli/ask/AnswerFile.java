package dev.fovea.cli.ask;

import dev.fovea.cli.print.Failures;
import dev.fovea.cli.print.JsonInput;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.InputFile;
import dev.fovea.engine.file.InputLines;
import dev.fovea.engine.file.LockedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file of answers that can be continued: every line is written whole, and an interrupted process
/// leaves half a line at most, which the next one cuts off. While it is open it is locked; the
/// system takes the lock back when the process ends, however it ends.
///
/// Answers stay where they are. Lines with an error are dropped when the file is opened again, so
/// that those requests are tried anew and every id has one line in the end.
final class AnswerFile implements BatchOutput {
  private static final String BEGINNING = "{\"id\":";

  /// Channels of this file, the one to write to last. A file that has been replaced keeps its lock,
  /// for those who have opened it just before.
  private final List<FileChannel> channels = new ArrayList<>();

  private final Path file;
  private final BatchRun run;
  private final Map<String, String> answered = new HashMap<>();

  private AnswerFile(Path file, BatchRun run) {
    this.file = file;
    this.run = run;
  }

  /// A line of the file by its bytes.
  private record Line(long start, long end, boolean stays) {}

  /// Opens or creates the file.
  static AnswerFile open(Path file, BatchRun run) {
    AnswerFile answers = new AnswerFile(file, run);
    try {
      answers.channels.add(LockedFile.open(file));
      answers.keepAnswers();
      return answers;
    } catch (IOException e) {
      answers.close();
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: cannot be written: %s", file, Failures.message(e)), e);
    } catch (RuntimeException | Error failure) {
      answers.close();
      throw failure;
    }
  }

  private void keepAnswers() throws IOException {
    FileChannel channel = channels.getLast();
    List<Line> lines = lines(channel);
    boolean allStay = true;
    for (Line line : lines) {
      allStay &= line.stays() || line == lines.getLast();
    }
    if (allStay) {
      long end =
          lines.isEmpty() || lines.getLast().stays() ? channel.size() : lines.getLast().start();
      channel.truncate(end);
      channel.position(end);
    } else {
      replace(channel, lines);
    }
  }

  private List<Line> lines(FileChannel channel) {
    List<Line> lines = new ArrayList<>();
    // Not closed, because that closes the channel.
    InputLines bytes =
        new InputLines(Channels.newInputStream(channel), file.toString(), InputFile.TEXT_LIMIT);
    long start = 0;
    for (Optional<byte[]> line = bytes.next(); line.isPresent(); line = bytes.next()) {
      String text = new String(line.get(), StandardCharsets.UTF_8);
      boolean stays = bytes.ended() ? isAnswer(text, bytes.number()) : isHalf(text, bytes.number());
      lines.add(new Line(start, bytes.offset(), stays));
      start = bytes.offset();
    }
    return lines;
  }

  /// Looks at a whole line; an error does not stay.
  private boolean isAnswer(String line, int number) {
    if (!line.startsWith(BEGINNING)
        || !(JsonInput.line(file.toString(), number, line) instanceof Map<?, ?> map)) {
      throw foreign(number);
    }
    if (map.containsKey("error")) {
      return false;
    }
    String place = String.format(Locale.ROOT, "%s, line %d", file, number);
    answered.put(JsonOutput.of(map.get("id")), run.requestOf(map, place));
    return true;
  }

  /// Half a line never stays. It may end inside a character; only its beginning is looked at.
  private boolean isHalf(String line, int number) {
    if (!line.startsWith(BEGINNING) && !BEGINNING.startsWith(line)) {
      throw foreign(number);
    }
    return false;
  }

  private FoveaException foreign(int line) {
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "%s, line %d: expected an answer {\"id\":...} of an earlier run, found something else; choose another file for -o",
            file,
            line));
  }

  /// Puts a file with those lines that stay into the place of this one, at once. A link keeps
  /// pointing to it.
  private void replace(FileChannel channel, List<Line> lines) throws IOException {
    Path target = file.toRealPath();
    Path unfinished = target.resolveSibling(target.getFileName() + ".new");
    FileChannel copy = LockedFile.create(unfinished);
    channels.add(copy);
    try {
      for (Line line : lines) {
        for (long at = line.start(); line.stays() && at < line.end(); ) {
          at += channel.transferTo(at, line.end() - at, copy);
        }
      }
      PosixFileAttributeView rights =
          Files.getFileAttributeView(unfinished, PosixFileAttributeView.class);
      if (rights != null) {
        rights.setPermissions(Files.getPosixFilePermissions(target));
      }
      Files.move(
          unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }

  @Override
  public Earlier earlier(BatchRequest request) {
    String before = answered.get(request.key());
    if (before == null) {
      return Earlier.NOTHING;
    }
    return before.equals(request.digest()) ? Earlier.ANSWERED : Earlier.ANOTHER;
  }

  /// Appends one line with a single write.
  @Override
  public void write(Map<String, @Nullable Object> line) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(JsonOutput.of(line) + "\n");
    try {
      while (bytes.hasRemaining()) {
        channels.getLast().write(bytes);
      }
    } catch (IOException e) {
      throw BatchOutput.unwritable(e);
    }
  }

  @Override
  public void close() {
    try {
      for (FileChannel channel : channels) {
        channel.close();
      }
    } catch (IOException e) {
      throw BatchOutput.unwritable(e);
    }
  }
}
