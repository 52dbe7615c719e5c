package dev.fovea.engine.image.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/// The number that an EXIF block notes under the tag Orientation, by the rules of Pillow's
/// `TiffImagePlugin.ImageFileDirectory_v2`: any type of number counts, of several values the first,
/// of several entries the last, and reading ends at the first entry whose value lies outside.
final class ExifOrientation {
  private static final String PREFIX = "Exif\0\0";
  private static final int TAG = 0x0112;
  private static final int ENTRY = 12;
  private static final int INLINE = 4;

  /// Bytes of one value by the number of its type in TIFF 6.0 and BigTIFF; 0 where Pillow knows no
  /// such type and skips the entry.
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8};

  /// What is said by a block that is no TIFF structure: none of the eight orientations. Nothing
  /// else is asked then.
  private static final OptionalInt DAMAGED = OptionalInt.of(0);

  private ExifOrientation() {}

  /// The noted number, which may be none of the eight that have a meaning.
  ///
  /// @param exif a TIFF structure, with or without the prefix `Exif\0\0`
  /// @return empty where the block does not have the tag
  static OptionalInt of(byte[] exif) {
    int start = 0;
    while (ImageFormat.ascii(exif, start, PREFIX.length()).equals(PREFIX)) {
      start += PREFIX.length();
    }
    if (start == exif.length) {
      return OptionalInt.empty();
    }
    ByteBuffer tiff = ByteBuffer.wrap(exif, start, exif.length - start).slice();
    switch (ImageFormat.ascii(exif, start, 4)) {
      case "II*\0", "II\0*" -> tiff.order(ByteOrder.LITTLE_ENDIAN);
      case "MM\0*", "MM*\0" -> tiff.order(ByteOrder.BIG_ENDIAN);
      default -> {
        return DAMAGED;
      }
    }
    return tiff.limit() < 8 ? DAMAGED : find(tiff, Integer.toUnsignedLong(tiff.getInt(4)));
  }

  private static OptionalInt find(ByteBuffer tiff, long directory) {
    OptionalInt found = OptionalInt.empty();
    if (directory + 2 > tiff.limit()) {
      return found;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
    long entry = directory + 2;
    for (int i = 0; i < entries && entry + ENTRY <= tiff.limit(); i++, entry += ENTRY) {
      int at = (int) entry;
      int type = Short.toUnsignedInt(tiff.getShort(at + 2));
      long size =
          (type < SIZES.length ? SIZES[type] : 0) * Integer.toUnsignedLong(tiff.getInt(at + 4));
      if (size == 0) {
        continue;
      }
      long value = size > INLINE ? Integer.toUnsignedLong(tiff.getInt(at + 8)) : entry + 8;
      if (value + size > tiff.limit()) {
        return found;
      }
      if (Short.toUnsignedInt(tiff.getShort(at)) == TAG) {
        found = OptionalInt.of(number(tiff, (int) value, type));
      }
    }
    return found;
  }

  /// Bytes and text are no number, and neither is a fraction.
  private static int number(ByteBuffer tiff, int at, int type) {
    double value =
        switch (type) {
          case 3 -> Short.toUnsignedInt(tiff.getShort(at));
          case 4, 9, 13 -> tiff.getInt(at);
          case 5, 10 -> (double) tiff.getInt(at) / tiff.getInt(at + 4);
          case 6 -> tiff.get(at);
          case 8 -> tiff.getShort(at);
          case 11 -> tiff.getFloat(at);
          case 12 -> tiff.getDouble(at);
          case 16 -> tiff.getLong(at);
          default -> 0;
        };
    return value == (int) value ? (int) value : 0;
  }

  /// The TIFF structure that ImageMagick writes into the text of a PNG file as `Raw profile type
  /// exif`: an empty line, the name, the length, and lines of hexadecimal digits.
  ///
  /// @return bytes that are no TIFF structure where the digits are none
  static byte[] rawProfile(String text) {
    String[] lines = text.split("\n", -1);
    String digits =
        lines.length < 4 ? "" : String.join("", Arrays.copyOfRange(lines, 3, lines.length));
    byte[] bytes = new byte[digits.length() / 2];
    int size = 0;
    for (int i = 0; i < digits.length(); ) {
      if (isBlank(digits.charAt(i))) {
        i++;
        continue;
      }
      int high = digit(digits.charAt(i));
      int low = i + 1 < digits.length() ? digit(digits.charAt(i + 1)) : -1;
      if (high < 0 || low < 0) {
        return "no digits".getBytes(StandardCharsets.US_ASCII);
      }
      bytes[size++] = (byte) (high << 4 | low);
      i += 2;
    }
    return Arrays.copyOf(bytes, size);
  }

  private static int digit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }
}
