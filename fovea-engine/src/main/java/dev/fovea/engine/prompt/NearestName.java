package dev.fovea.engine.prompt;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// What somebody may have meant who wrote a name that nothing has.
public final class NearestName {
  private static final int LONGEST = 64;

  private NearestName() {}

  /// The known name that takes the fewest edits, if they are few beside the length of the word.
  public static Optional<String> of(String name, Collection<String> known) {
    if (name.length() > LONGEST) {
      return Optional.empty(); // no slip of the finger, and the work grows with the length
    }
    return known.stream()
        .min(Comparator.comparingInt(candidate -> editDistance(name, candidate)))
        .filter(best -> editDistance(name, best) <= Math.max(1, name.length() / 3));
  }

  /// Levenshtein distance.
  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
