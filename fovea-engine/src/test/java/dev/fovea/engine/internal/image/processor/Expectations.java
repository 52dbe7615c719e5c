package dev.fovea.engine.internal.image.processor;

import dev.fovea.engine.image.RgbImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/// What `src/test/resources/vision/make.py` wrote down from Pillow, torchvision and transformers.
public final class Expectations {
  private static final Path FOLDER = Path.of("src/test/resources/vision");
  public static final Path FIXTURES = Path.of("../fixtures");

  private Expectations() {}

  public static Path picture(String file) {
    return FOLDER.resolve("pictures").resolve(file);
  }

  public static byte[] bytes(String file) {
    return read(picture(file));
  }

  /// A picture that `damage.py` made.
  public static byte[] note(String file) {
    return read(FOLDER.resolve("notes").resolve(file));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The lines of a table, each split at its tabs.
  public static Stream<String[]> table(String file) {
    try {
      return Files.readAllLines(FOLDER.resolve(file), StandardCharsets.UTF_8).stream()
          .map(line -> line.split("\t", -1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Of float32 values, little endian.
  static String sha256(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return sha256(bytes.array());
  }

  /// The picture that `noise` of the script makes.
  public static RgbImage noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    long state = width * 65536L + height;
    for (int i = 0; i < rgb.length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      rgb[i] = (byte) (state >>> 56);
    }
    return new RgbImage(width, height, rgb);
  }
}
