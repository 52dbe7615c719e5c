package dev.fovea.pruning;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.NearestName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

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
        NearestName.of(name, known).map(near -> " did you mean '" + near + "'?").orElse("");
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
}
