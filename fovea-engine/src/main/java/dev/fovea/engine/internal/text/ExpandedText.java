package dev.fovea.engine.internal.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A text in which placeholders were replaced, and the way back from places in it to places in the
/// source.
///
/// @param placeholders where the placeholders stand in the source; more or fewer than replacements
///   where the two do not agree, in which case nothing was replaced
final class ExpandedText {
  private final String text;
  private final int placeholderLength;
  private final List<Integer> placeholders;
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();

  private ExpandedText(
      String source, String placeholder, List<Integer> placeholders, List<String> replacements) {
    this.placeholders = List.copyOf(placeholders);
    placeholderLength = placeholder.length();
    StringBuilder expanded = new StringBuilder();
    int copied = 0;
    for (int i = 0; i < replacements.size(); i++) {
      expanded.append(source, copied, placeholders.get(i));
      starts.add(expanded.length());
      expanded.append(replacements.get(i));
      ends.add(expanded.length());
      copied = placeholders.get(i) + placeholderLength;
    }
    text = expanded.append(source, copied, source.length()).toString();
  }

  /// Replaces the i-th placeholder by the i-th replacement.
  static ExpandedText of(String source, String placeholder, List<String> replacements) {
    List<Integer> found = new ArrayList<>();
    int at = source.indexOf(placeholder);
    while (at >= 0) {
      found.add(at);
      at = source.indexOf(placeholder, at + placeholder.length());
    }
    boolean matching = found.size() == replacements.size();
    return new ExpandedText(source, placeholder, found, matching ? replacements : List.of());
  }

  String text() {
    return text;
  }

  /// Where the placeholders stand in the source, whether they were replaced or not.
  List<Integer> placeholders() {
    return placeholders;
  }

  /// Whether a stretch of the expanded text has a character of a replacement.
  boolean touches(int start, int end) {
    int replacement = firstEndingAfter(start);
    return start < end && replacement < starts.size() && starts.get(replacement) < end;
  }

  /// Where in the source a stretch begins that begins here; inside a replacement, at its
  /// placeholder.
  int startInSource(int start) {
    int replacement = firstEndingAfter(start);
    boolean inside = replacement < starts.size() && starts.get(replacement) <= start;
    return inside ? placeholders.get(replacement) : shifted(start, replacement);
  }

  /// Where in the source a stretch ends that ends here; inside a replacement, after its
  /// placeholder.
  int endInSource(int end) {
    int replacement = firstEndingAfter(end);
    boolean inside = replacement < starts.size() && starts.get(replacement) < end;
    return inside ? placeholders.get(replacement) + placeholderLength : shifted(end, replacement);
  }

  /// A place outside replacements, so many of which lie before it.
  private int shifted(int place, int before) {
    return before == 0
        ? place
        : place - ends.get(before - 1) + placeholders.get(before - 1) + placeholderLength;
  }

  /// The first replacement that ends after a place, or their number.
  private int firstEndingAfter(int place) {
    int index = Collections.binarySearch(ends, place);
    return index >= 0 ? index + 1 : -index - 1;
  }
}
