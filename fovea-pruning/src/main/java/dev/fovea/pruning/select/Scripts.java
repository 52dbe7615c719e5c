package dev.fovea.pruning.select;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.BitSet;

/// Words and sentences of scripts that Latin rules do not fit: those that write no white space
/// between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese), whose words ICU finds in its
/// dictionaries, and those whose sentences end with marks of their own, or with white space alone.
final class Scripts {

  private static final int FIRST = 0x0530; // Latin, Greek and Cyrillic lie below,
  private static final int LATIN = 0x1d00; // their extensions, punctuation and symbols here,
  private static final int EASTERN = 0x2e80; // and no more of them above

  private Scripts() {}

  /// Whether the text has a letter that these rules could speak of. The dictionaries are loaded for
  /// such a text only.
  static boolean any(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= FIRST && (c < LATIN || c >= EASTERN) && Character.isLetter(c));
  }

  /// First characters of words that no white space sets apart. Punctuation stays with the word
  /// before it, or after it where it opens.
  static BitSet words(String text) {
    BitSet starts = new BitSet(text.length());
    BreakIterator words = BreakIterator.getWordInstance(ULocale.ROOT);
    words.setText(text);
    words.first();
    for (int at = words.next(); at != BreakIterator.DONE && at < text.length(); at = words.next()) {
      int before = text.codePointBefore(at);
      int behind = text.codePointAt(at);
      boolean unspaced = isUnspaced(before) || isUnspaced(behind);
      boolean attached = isPunctuation(behind) && !opens(behind) || opens(before);
      if (unspaced && !attached && !Segments.isBlank(before) && !Segments.isBlank(behind)) {
        starts.set(at);
      }
    }
    return starts;
  }

  /// First characters of sentences behind a mark that is not ASCII, with the quotes and brackets
  /// that close there, and behind white space between words of a script that has no such mark.
  static BitSet sentences(String text) {
    BitSet starts = new BitSet(text.length());
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int c = text.codePointAt(at);
      int behind = at + Character.charCount(c);
      if (ends(text, at)) {
        int next = behindClosing(text, behind);
        boolean another = next < text.length() && ends(text, next);
        if (!another) {
          starts.set(behindBlank(text, next));
        }
      } else if (isWithoutMarks(c)) {
        int next = behindBlank(text, behind);
        if (next > behind && next < text.length() && isWithoutMarks(text.codePointAt(next))) {
          starts.set(next);
        }
      }
    }
    starts.clear(text.length());
    return starts;
  }

  /// Takes from the starts of sentences those before a mark that only ends or closes one.
  static void joinMarks(String text, BitSet starts) {
    for (int at = starts.nextSetBit(1); at >= 0 && at < text.length(); ) {
      int c = text.codePointAt(at);
      if (ends(text, at) || c >= FIRST && closes(c)) {
        starts.clear(at);
      }
      at = starts.nextSetBit(at + 1);
    }
  }

  /// Whether a mark ends a sentence: a terminal of another script, or an ellipsis between words of
  /// a script without white space.
  private static boolean ends(String text, int at) {
    int c = text.codePointAt(at);
    if (c == '…' || c == '‥') {
      return at > 0 && isUnspaced(text.codePointBefore(at)) || at > 0 && ends(text, at - 1);
    }
    return c >= FIRST && UCharacter.hasBinaryProperty(c, UProperty.S_TERM);
  }

  private static int behindClosing(String text, int from) {
    int at = from;
    while (at < text.length() && closes(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  private static int behindBlank(String text, int from) {
    int at = from;
    while (at < text.length() && Segments.isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /// Letters and marks of a script that writes no white space between words.
  private static boolean isUnspaced(int c) {
    if (c < FIRST) {
      return false;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, BOPOMOFO, THAI, LAO, KHMER, MYANMAR -> true;
      case COMMON, INHERITED -> {
        Character.UnicodeBlock block = Character.UnicodeBlock.of(c);
        yield block == Character.UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION
            || block == Character.UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS
            || block == Character.UnicodeBlock.KATAKANA; // the long vowel
      }
      default -> false;
    };
  }

  /// Thai and Lao have no mark for the end of a sentence: white space is that mark.
  private static boolean isWithoutMarks(int c) {
    return switch (Character.UnicodeScript.of(c)) {
      case THAI, LAO -> true;
      default -> false;
    };
  }

  private static boolean isPunctuation(int c) {
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean opens(int c) {
    int type = Character.getType(c);
    return type == Character.START_PUNCTUATION || type == Character.INITIAL_QUOTE_PUNCTUATION;
  }

  private static boolean closes(int c) {
    int type = Character.getType(c);
    return type == Character.END_PUNCTUATION
        || type == Character.FINAL_QUOTE_PUNCTUATION
        || c == '"'
        || c == '\'';
  }
}
