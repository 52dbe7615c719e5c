package dev.fovea.engine.vision;

import dev.fovea.engine.FoveaException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/// The picture formats that are read, told apart by their first bytes and never by the name.
enum ImageFormat {
  JPEG,
  PNG,
  WEBP,
  GIF,
  BMP;

  private static final int SHOWN_BYTES = 8;

  /// Formats that people do hand in and that deserve their name in the message.
  private static final Map<String, String> OTHERS =
      Map.of(
          "II*\0", "TIFF",
          "MM\0*", "TIFF",
          "%PDF", "PDF",
          "<svg", "SVG",
          "<?xml", "XML",
          "<!DO", "HTML",
          "<html", "HTML");

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
            describe(bytes, head)));
  }

  /// Bytes as characters of the same number, as many as there are.
  static String ascii(byte[] bytes, int from, int length) {
    int end = (int) Math.min(bytes.length, (long) from + length);
    return from >= end ? "" : new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
  }

  private static String describe(byte[] bytes, String head) {
    if (bytes.length == 0) {
      return "an empty file";
    }
    for (Map.Entry<String, String> other : OTHERS.entrySet()) {
      if (head.startsWith(other.getKey())) {
        return "a file that looks like " + other.getValue();
      }
    }
    if (head.startsWith("ftyp", 4)) {
      return "a file of type "
          + ascii(bytes, 8, 4).replaceAll("\\P{Alnum}", "")
          + " (AVIF, HEIC or video)";
    }
    byte[] first = Arrays.copyOf(bytes, Math.min(SHOWN_BYTES, bytes.length));
    return "a file that starts with the bytes " + HexFormat.ofDelimiter(" ").formatHex(first);
  }

  @Override
  public String toString() {
    return this == WEBP ? "WebP" : name();
  }
}
