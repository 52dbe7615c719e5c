package dev.fovea.engine.image.decode;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Reads a picture file into memory, never more than its limit: devices and pipes have no size, or
/// no end.
final class ImageFile {
  /// Enough to tell every format that has a name here.
  private static final int HEAD = 512;

  private ImageFile() {}

  /// The whole file. What is no picture is refused by its first bytes.
  ///
  /// @throws FoveaException where the file is too large or no picture
  static byte[] read(Path file, ImageLimits limits) throws IOException {
    String name = file.toString();
    if (Files.isRegularFile(file) && Files.size(file) > limits.maxBytes()) {
      throw limits.tooManyBytes(name, Long.toString(Files.size(file)));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes((int) Math.min(HEAD, limits.maxBytes()));
      ImageFormat.of(bytes, name);
      int size = bytes.length;
      bytes = Arrays.copyOf(bytes, capacity(file, limits, size));
      for (int got = 0; got >= 0; size += got) {
        if (size > limits.maxBytes()) {
          throw limits.tooManyBytes(name, "more");
        } else if (size == bytes.length) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(2L * size, most(limits)));
        }
        got = in.read(bytes, size, bytes.length - size);
        if (got < 0) {
          break;
        }
      }
      return Arrays.copyOf(bytes, size);
    }
  }

  /// Room for the size that the file is said to have and one byte more, which shows that it is
  /// larger.
  private static int capacity(Path file, ImageLimits limits, int least) throws IOException {
    long said = Files.isRegularFile(file) ? Files.size(file) + 1 : 1 << 16;
    return (int) Math.max(least + 1L, Math.min(said, most(limits)));
  }

  private static long most(ImageLimits limits) {
    return Math.min(limits.maxBytes() + 1, Integer.MAX_VALUE - 8L);
  }
}
