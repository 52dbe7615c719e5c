package dev.fovea.engine.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/// What a server answers with, read as it comes. A connection that says nothing for too long is
/// closed: the HTTP client itself watches the time until the headers only.
final class Body implements AutoCloseable {
  private static final int PARTIAL_CONTENT = 206;

  private final HttpResponse<InputStream> response;
  private final Duration timeout;
  private final Thread watch;
  private volatile long heard = System.nanoTime();
  private volatile boolean silent;

  Body(HttpResponse<InputStream> response, Duration timeout) {
    this.response = response;
    this.timeout = timeout;
    this.watch = Thread.ofVirtual().name("hub-watch").start(this::watch);
  }

  /// Whether it starts at that byte, as was asked.
  boolean startsAt(long from) {
    boolean partial = response.statusCode() == PARTIAL_CONTENT;
    return from == 0
        ? !partial
        : partial
            && response
                .headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + from + "-"))
                .isPresent();
  }

  /// Whether it starts at the first byte.
  boolean isWhole() {
    return response.statusCode() != PARTIAL_CONTENT;
  }

  /// How many bytes the server says it has.
  OptionalLong length() {
    return response.headers().firstValueAsLong("Content-Length");
  }

  /// The next bytes, -1 at the end.
  int read(byte[] buffer) throws IOException {
    try {
      int count = response.body().read(buffer);
      heard = System.nanoTime();
      return count;
    } catch (IOException e) {
      String host = response.uri().getAuthority();
      throw new IOException(
          silent
              ? String.format(Locale.ROOT, "%s: silent for %d s", host, timeout.toSeconds())
              : String.format(Locale.ROOT, "%s: the connection broke", host),
          e);
    }
  }

  private void watch() {
    try {
      while (!silent) {
        long left = timeout.toNanos() - (System.nanoTime() - heard);
        if (left <= 0) {
          silent = true;
          response.body().close();
        } else {
          Thread.sleep(Duration.ofNanos(left));
        }
      }
    } catch (InterruptedException | IOException e) {
      // the body was read, or is closed anyway
    }
  }

  @Override
  public void close() throws IOException {
    watch.interrupt();
    response.body().close();
  }
}
