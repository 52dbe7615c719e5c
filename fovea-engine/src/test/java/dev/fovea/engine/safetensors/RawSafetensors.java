package dev.fovea.engine.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Makes safetensors bytes by hand, so that they can be wrong.
public final class RawSafetensors {
  private RawSafetensors() {}

  /// A file whose header length tells the truth.
  static byte[] bytes(String header, int bufferBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return bytes(json.length, json, bufferBytes);
  }

  /// A file that claims a header of that length.
  static byte[] bytes(long claimed, byte[] json, int bufferBytes) {
    return ByteBuffer.allocate(Long.BYTES + json.length + bufferBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(claimed)
        .put(json)
        .array();
  }

  /// A tensor's entry in a header.
  static String entry(String name, String dtype, String shape, String offsets) {
    return String.format(
        Locale.ROOT,
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}",
        name,
        dtype,
        shape,
        offsets);
  }

  public static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
