package dev.fovea.engine.image.decode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// What the notes of a PNG file say about its orientation, in the order that Pillow asks them: EXIF
/// of its own chunk, EXIF that ImageMagick wrote as text, XMP. Of several notes of one kind the
/// last counts, wherever in the file it stands. Only these are unpacked, and only up to a size.
final class PngNotes {
  /// Pillow's `MAX_TEXT_CHUNK` and `MAX_TEXT_MEMORY`: what one note, and all together, may unpack
  /// to.
  private static final int LARGEST_NOTE = 1 << 20;

  private static final int ALL_NOTES = 64 << 20;

  private static final String EXIF = "exif";
  private static final String RAW_EXIF = "Raw profile type exif";
  private static final String XMP = "XML:com.adobe.xmp";

  private final EncodedImage image;
  private final Map<String, String> texts = new HashMap<>();
  private byte[] exif = {};
  private boolean hasExif;
  private String xmp = "";
  private int unpacked;

  PngNotes(EncodedImage image) {
    this.image = image;
  }

  /// Takes a chunk, of whatever type.
  void take(String type, byte[] data) {
    switch (type) {
      case "eXIf" -> setExif(data);
      case "tEXt" -> text(data);
      case "zTXt" -> compressedText(data);
      case "iTXt" -> internationalText(data);
      default -> {}
    }
  }

  Orientation orientation() {
    byte[] block = exif;
    if (!hasExif && texts.containsKey(RAW_EXIF)) {
      block = ExifOrientation.rawProfile(texts.getOrDefault(RAW_EXIF, ""));
    }
    String packet = texts.getOrDefault(XMP, "");
    return Orientation.of(block, packet.isEmpty() ? xmp : packet);
  }

  private void setExif(byte[] block) {
    exif = block;
    hasExif = true;
  }

  private void text(byte[] data) {
    int end = keywordEnd(data);
    String keyword = ImageFormat.ascii(data, 0, end);
    byte[] value = from(data, end + 1);
    if (keyword.equals(EXIF)) {
      setExif(value);
    } else if (isNote(keyword)) {
      texts.put(keyword, latin(value));
    }
  }

  private void compressedText(byte[] data) {
    int end = keywordEnd(data);
    String keyword = ImageFormat.ascii(data, 0, end);
    if (isNote(keyword)) {
      // What cannot be unpacked is an empty text.
      texts.put(keyword, latin(unpack(keyword, from(data, end + 2), new byte[0])));
    }
  }

  /// Keyword, flag, method, language, translated keyword, text; the four strings end with a zero.
  private void internationalText(byte[] data) {
    int end = keywordEnd(data);
    String keyword = ImageFormat.ascii(data, 0, end);
    int language = end + 3;
    int translated = zero(data, language) + 1;
    int start = zero(data, translated) + 1;
    if (!isNote(keyword) || translated == 0 || start == 0) {
      return;
    }
    byte[] value = from(data, start);
    if (data[end + 1] != 0) {
      byte[] damaged = {};
      value = data[end + 2] == 0 ? unpack(keyword, value, damaged) : damaged;
      if (value == damaged) {
        return;
      }
    }
    if (keyword.equals(XMP)) {
      xmp = latin(value);
    }
    if (isUtf8(value) && isUtf8(Arrays.copyOfRange(data, language, start))) {
      texts.put(keyword, new String(value, StandardCharsets.UTF_8));
    }
  }

  private static boolean isNote(String keyword) {
    return keyword.equals(RAW_EXIF) || keyword.equals(XMP);
  }

  /// As much of a compressed text as there is.
  ///
  /// @param damaged what stands for a text that contradicts its own checksum or format
  private byte[] unpack(String keyword, byte[] compressed, byte[] damaged) {
    byte[] text = new byte[LARGEST_NOTE + 1];
    int size = 0;
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(compressed);
      for (int got = -1; got != 0; size += got) {
        got = inflater.inflate(text, size, text.length - size);
      }
    } catch (DataFormatException _) {
      return damaged;
    }
    unpacked += size;
    if (size > LARGEST_NOTE || unpacked > ALL_NOTES) {
      throw image.broken(
          String.format(
              Locale.ROOT,
              "expected its note \"%s\" to unpack to at most %d bytes, found more",
              keyword,
              size > LARGEST_NOTE ? LARGEST_NOTE : ALL_NOTES));
    }
    return Arrays.copyOf(text, size);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private static int keywordEnd(byte[] data) {
    int end = zero(data, 0);
    return end < 0 ? data.length : end;
  }

  /// Index of the first zero from an index on, -1 where there is none.
  private static int zero(byte[] data, int from) {
    for (int i = Math.max(0, from); i < data.length; i++) {
      if (data[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] from(byte[] data, int start) {
    return start < data.length ? Arrays.copyOfRange(data, start, data.length) : new byte[0];
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
