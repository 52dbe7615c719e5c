package dev.fovea.engine.image.decode;

import dev.fovea.engine.error.FoveaException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The picture formats that are read, told apart by their first bytes and never by the name.
enum ImageFormat {
  JPEG,
  PNG,
  WEBP,
  GIF,
  BMP;

  /// The format of the bytes.
  ///
  /// @throws FoveaException where they are none of these
  static ImageFormat of(byte[] bytes, String name) {
    String head = ascii(bytes, 0, 16);
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    } else if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    } else if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return WEBP;
    } else if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return GIF;
    } else if (head.startsWith("BM")) {
      return BMP;
    }
    throw new FoveaException(
        String.format(
            Locale.ROOT,
            "%s: expected a JPEG, PNG, WebP, GIF or BMP picture, found %s",
            name,
            ForeignFormat.describe(bytes)));
  }

  /// Bytes as characters of the same number, as many as there are.
  static String ascii(byte[] bytes, int from, int length) {
    int end = (int) Math.min(bytes.length, (long) from + length);
    return from >= end ? "" : new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return this == WEBP ? "WebP" : name();
  }
}
