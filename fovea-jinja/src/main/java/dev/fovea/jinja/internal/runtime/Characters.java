package dev.fovea.jinja.internal.runtime;

import java.util.Locale;

/// Classes of characters and changes of case as Python's `str` defines them, by code point.
public final class Characters {
  private Characters() {}

  /// `str.isspace` of one character, which is also `\s` of Python's regular expressions.
  public static boolean isSpace(int character) {
    return character == 0x20
        || (character >= 0x09 && character <= 0x0d)
        || (character >= 0x1c && character <= 0x1f)
        || character == 0x85
        || Character.isSpaceChar(character);
  }

  /// Whether `splitlines` breaks after the character.
  public static boolean isLineBreak(int character) {
    return (character >= 0x0a && character <= 0x0d)
        || (character >= 0x1c && character <= 0x1e)
        || character == 0x85
        || character == 0x2028
        || character == 0x2029;
  }

  /// `\w` of Python's regular expressions.
  public static boolean isWord(int character) {
    return character == '_' || isAlphanumeric(character);
  }

  /// `str.isalnum` of one character.
  public static boolean isAlphanumeric(int character) {
    return Character.isLetter(character) || isNumeric(character);
  }

  /// `str.isdigit` of one character: decimal digits and the likes of superscripts.
  @SuppressWarnings("CharacterGetNumericValue") // letters, which it takes for digits, come not here
  public static boolean isDigit(int character) {
    if (Character.isDigit(character)) {
      return true;
    }
    int number = Character.getNumericValue(character);
    return Character.getType(character) == Character.OTHER_NUMBER && number >= 0 && number <= 9;
  }

  /// `str.isnumeric` of one character, without the ideographs that stand for numbers.
  public static boolean isNumeric(int character) {
    return switch (Character.getType(character)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  /// Whether `repr` shows the character itself.
  public static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> character == ' ';
      default -> true;
    };
  }

  /// Whether the character has a case.
  public static boolean isCased(int character) {
    return Character.isUpperCase(character)
        || Character.isLowerCase(character)
        || Character.isTitleCase(character);
  }

  /// `str.upper`.
  public static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  /// `str.lower`.
  public static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// One character in title case, which may become several.
  public static String titleCase(int character) {
    int title = Character.toTitleCase(character);
    String single = Character.toString(title);
    if (title != character) {
      return single;
    }
    String upper = upper(single);
    int first = upper.offsetByCodePoints(0, 1);
    return upper.substring(0, first) + lower(upper.substring(first));
  }

  /// `str.capitalize`.
  public static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    return titleCase(text.codePointAt(0)) + lower(text).substring(lower(first(text)).length());
  }

  /// `str.title`: every run of letters with case is a word.
  public static String title(String text) {
    StringBuilder result = new StringBuilder();
    String lower = lower(text);
    boolean sameLength = lower.length() == text.length();
    boolean inWord = false;
    for (int index = 0; index < text.length(); ) {
      int character = text.codePointAt(index);
      int next = index + Character.charCount(character);
      if (!inWord) {
        result.append(titleCase(character));
      } else if (sameLength) {
        result.append(lower, index, next);
      } else {
        result.append(lower(text.substring(index, next)));
      }
      inWord = isCased(character);
      index = next;
    }
    return result.toString();
  }

  private static String first(String text) {
    return text.substring(0, text.offsetByCodePoints(0, 1));
  }
}
