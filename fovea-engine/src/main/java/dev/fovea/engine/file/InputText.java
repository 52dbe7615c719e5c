package dev.fovea.engine.file;

import dev.fovea.engine.error.FoveaException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Turns bytes that people hand in into text, which is UTF-8 and nothing else: a guess at another
/// encoding would put other words before the model and tell nobody.
public final class InputText {
  private InputText() {}

  /// The text, without the byte order mark that Windows programs write before it.
  ///
  /// @param name what messages call the bytes
  /// @throws FoveaException where the bytes are no UTF-8, or hold zero bytes, which no text has
  public static String of(byte[] bytes, String name) {
    if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
      throw wrong(name, "UTF-16");
    }
    int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        // Latin text in UTF-16 without a mark has a zero in each pair of bytes.
        boolean pairs = i - start < 2 && bytes.length > 1;
        throw wrong(
            name,
            pairs
                ? "UTF-16, or no text"
                : String.format(Locale.ROOT, "a zero byte at offset %d", i));
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, bytes.length - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: expected text in UTF-8, found other bytes", name), e);
    }
  }

  private static FoveaException wrong(String name, String found) {
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "%s: expected text in UTF-8, found %s; convert it to UTF-8, for example with iconv",
            name,
            found));
  }

  private static boolean startsWith(byte[] bytes, int... first) {
    if (bytes.length < first.length) {
      return false;
    }
    for (int i = 0; i < first.length; i++) {
      if (Byte.toUnsignedInt(bytes[i]) != first[i]) {
        return false;
      }
    }
    return true;
  }
}
