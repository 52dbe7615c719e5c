package dev.fovea.pruning;

import dev.fovea.engine.FoveaException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Names and numbers as people write them, and what they may have meant where they are wrong.
public final class Names {

  private Names() {}

  /// `IN_FLIGHT` as people write it: `in-flight`.
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The names of all constants, in their order.
  static List<String> all(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(Names::of).toList();
  }

  /// The constant of that name, in whatever case it is written.
  static <E extends Enum<E>> E constant(Class<E> type, String setting, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> wrongValue(setting, name, String.join(", ", all(type))));
  }

  static FoveaException wrongValue(String setting, String value, String expected) {
    return new FoveaException(
        String.format(Locale.ROOT, "%s=%s: expected %s", setting, value, expected));
  }

  /// A line such as `unknown preset 'papper': did you mean 'paper'? known: paper, mean`.
  static FoveaException unknown(String kind, String name, Collection<String> known) {
    String suggestion =
        nearest(name, known).map(near -> " did you mean '" + near + "'?").orElse("");
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "unknown %s '%s':%s known: %s",
            kind,
            name,
            suggestion,
            String.join(", ", known)));
  }

  static int wholeNumber(String setting, String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw wrongValue(setting, text, "a whole number");
    }
  }

  static double share(String setting, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw wrongValue(setting, text, "a number in 0..1");
    }
  }

  /// The known name that takes the fewest edits, if they are few beside the length of the word.
  static Optional<String> nearest(String name, Collection<String> known) {
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
