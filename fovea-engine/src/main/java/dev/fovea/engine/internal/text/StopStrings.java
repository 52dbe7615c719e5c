package dev.fovea.engine.internal.text;

import dev.fovea.engine.error.FoveaException;
import java.util.List;

/// Watches streamed text for stop strings: passes on what may be shown, holds back what could be
/// the beginning of one, and ends with the stop string that is complete first, which is not shown.
/// How the text is cut into pieces makes no difference. For one generation, used by one thread.
public final class StopStrings {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  /// @param stops any number of strings, none of them empty
  public StopStrings(List<String> stops) {
    check(stops);
    this.stops = List.copyOf(stops);
  }

  /// Makes sure that none is empty.
  ///
  /// @throws FoveaException if one is
  public static void check(List<String> stops) {
    if (stops.contains("")) {
      throw new FoveaException("stop strings: expected at least one character in each, found \"\"");
    }
  }

  /// Takes the next piece of text.
  ///
  /// @return what may be shown now, possibly empty; always empty after a stop
  public String push(String piece) {
    if (stopped) {
      return "";
    }
    held.append(piece);
    int start = held.length();
    int end = Integer.MAX_VALUE;
    for (String stop : stops) {
      int found = held.indexOf(stop);
      int foundEnd = found + stop.length();
      if (found >= 0 && (foundEnd < end || (foundEnd == end && found < start))) {
        start = found;
        end = foundEnd;
        stopped = true;
      }
    }
    return take(stopped ? start : held.length() - possibleBeginning());
  }

  /// What was held back and turned out to be no stop string, when no more text comes.
  public String finish() {
    return stopped ? "" : take(held.length());
  }

  /// Whether a stop string has come.
  public boolean stopped() {
    return stopped;
  }

  private String take(int length) {
    String shown = held.substring(0, length);
    held.delete(0, length);
    return shown;
  }

  /// Length of the longest end of the text that a stop string begins with.
  private int possibleBeginning() {
    int longest = 0;
    for (String stop : stops) {
      for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
        if (held.indexOf(stop.substring(0, length), held.length() - length) >= 0) {
          longest = length;
        }
      }
    }
    return longest;
  }
}
