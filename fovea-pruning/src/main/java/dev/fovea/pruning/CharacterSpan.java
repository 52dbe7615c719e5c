package dev.fovea.pruning;

import dev.fovea.engine.error.FoveaException;
import java.util.Locale;

/// A half-open range of characters of the rendered prompt (UTF-16 indices).
public record CharacterSpan(int start, int end) {

  public CharacterSpan {
    if (start < 0 || end <= start) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "character span %d..%d is empty: expected START..END with 0 <= START < END",
              start,
              end));
    }
  }

  /// Reads `12..40`.
  static CharacterSpan parse(String text) {
    String[] bounds = text.strip().split("\\.\\.", -1);
    if (bounds.length != 2) {
      throw new FoveaException(
          String.format(Locale.ROOT, "character span '%s': expected START..END", text));
    }
    return new CharacterSpan(
        Names.wholeNumber("start of a character span", bounds[0]),
        Names.wholeNumber("end of a character span", bounds[1]));
  }

  String text() {
    return start + ".." + end;
  }
}
