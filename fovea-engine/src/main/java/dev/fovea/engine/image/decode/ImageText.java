package dev.fovea.engine.image.decode;

import dev.fovea.engine.error.FoveaException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// Pictures that travel as text: data URLs (RFC 2397) and bare base64 (RFC 4648), read as clients
/// write them: any media type, parameters and letter case, line breaks, the alphabet for URLs,
/// percent signs, padding left out. What is in the bytes decides, not what the label says.
public final class ImageText {
  private static final String SCHEME = "data:";
  private static final String BASE64 = "base64";

  /// Characters that hold the first bytes by which formats are told apart.
  private static final int HEAD = 24;

  private ImageText() {}

  /// Whether the text is a data URL, a broken one included.
  public static boolean isDataUrl(String text) {
    return text.stripLeading().regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /// The bytes of a data URL.
  ///
  /// @param place where it stands, for messages
  /// @throws FoveaException where it is broken
  public static byte[] dataUrl(String url, String place) {
    String text = url.strip();
    int comma = text.indexOf(',');
    if (comma < 0) {
      throw wrong(place, "data:image/...;base64,..., found no comma");
    }
    String[] parameters = text.substring(SCHEME.length(), comma).split(";");
    boolean base64 =
        Arrays.stream(parameters).anyMatch(each -> each.strip().equalsIgnoreCase(BASE64));
    if (!base64) {
      throw wrong(place, "data:image/...;base64,..., found none that is marked base64");
    }
    return base64(text.substring(comma + 1), place);
  }

  /// The bytes of base64.
  ///
  /// @param place where it stands, for messages
  /// @throws FoveaException where it is none
  public static byte[] base64(String text, String place) {
    String plain = plain(text);
    int end = plain.length();
    while (end > 0 && plain.charAt(end - 1) == '=') {
      end--;
    }
    if (end == 0) {
      throw wrong(place, "a picture in base64, found no bytes");
    }
    for (int i = 0; i < end; i++) {
      if (!isDigit(plain.charAt(i))) {
        throw wrong(
            place,
            String.format(
                Locale.ROOT,
                "base64, found the character U+%04X among its first %d",
                (int) plain.charAt(i),
                i + 1));
      }
    }
    if (end % 4 == 1) {
      throw wrong(
          place, String.format(Locale.ROOT, "base64, found %d digits, with which none ends", end));
    }
    return Base64.getDecoder().decode(plain.substring(0, end));
  }

  /// The bytes of a text that is base64 of a picture; nothing for any other, such as the name of a
  /// file.
  public static Optional<byte[]> picture(String text) {
    String plain = plain(text);
    if (plain.length() < HEAD || !plain.chars().limit(HEAD).allMatch(ImageText::isDigit)) {
      return Optional.empty();
    }
    try {
      ImageFormat.of(Base64.getDecoder().decode(plain.substring(0, HEAD)), "");
      return Optional.of(base64(text, "image"));
    } catch (FoveaException e) {
      return Optional.empty();
    }
  }

  /// The text in the common alphabet, without white space and percent signs.
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '%' && i + 2 < text.length() && isHex(text, i + 1)) {
        character = (char) Integer.parseInt(text, i + 1, i + 3, 16);
        i += 2;
      }
      switch (character) {
        case '-' -> plain.append('+');
        case '_' -> plain.append('/');
        case ' ', '\t', '\r', '\n' -> {}
        default -> plain.append(character);
      }
    }
    return plain.toString();
  }

  private static boolean isDigit(int character) {
    return ('A' <= character && character <= 'Z')
        || ('a' <= character && character <= 'z')
        || ('0' <= character && character <= '9')
        || character == '+'
        || character == '/';
  }

  private static boolean isHex(String text, int start) {
    return Character.digit(text.charAt(start), 16) >= 0
        && Character.digit(text.charAt(start + 1), 16) >= 0;
  }

  private static FoveaException wrong(String place, String expected) {
    return new FoveaException(String.format(Locale.ROOT, "%s: expected %s", place, expected));
  }
}
