package dev.fovea.engine.file;

import dev.fovea.engine.error.FoveaException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Reads a stream line by line as bytes, so that a line in another encoding spoils no other, and
/// holds one line at a time, up to a limit. Lines end as in JSON Lines: with a line feed, with a
/// carriage return before it or not.
public final class InputLines implements AutoCloseable {
  private final InputStream stream;
  private final String name;
  private final int limit;
  private int number;
  private long offset;
  private boolean ended = true;

  /// Lines of a stream.
  ///
  /// @param name what messages call it
  /// @param limit bytes of a line at most
  public InputLines(InputStream stream, String name, int limit) {
    this.stream = new BufferedInputStream(stream, 1 << 16);
    this.name = name;
    this.limit = limit;
  }

  /// The next line without its end; nothing behind the last one.
  ///
  /// @throws FoveaException where the line is longer than the limit, or cannot be read
  public Optional<byte[]> next() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    number++;
    try {
      int next = stream.read();
      if (next < 0) {
        return Optional.empty();
      }
      ended = false;
      for (; next >= 0 && next != '\n'; next = stream.read()) {
        offset++;
        if (line.size() == limit) {
          throw new FoveaException(
              String.format(
                  Locale.ROOT,
                  "%s, line %d: expected at most %d bytes in a line, found more",
                  name,
                  number,
                  limit));
        }
        line.write(next);
      }
      if (next == '\n') {
        offset++;
        ended = true;
      }
    } catch (IOException e) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: cannot be read: %s", name, e.getMessage()), e);
    }
    byte[] bytes = line.toByteArray();
    boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    return Optional.of(carriageReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes);
  }

  /// Which line was read last, from 1.
  public int number() {
    return number;
  }

  /// Bytes of all lines so far, ends included.
  public long offset() {
    return offset;
  }

  /// Whether the line that was read last had an end.
  public boolean ended() {
    return ended;
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: cannot be read: %s", name, e.getMessage()), e);
    }
  }
}
