package dev.fovea.engine.prompt;

import dev.fovea.engine.error.FoveaException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys that an object of a request may have. Clients of many services write such objects, so a
/// key that is dropped silently may have held the picture: every key is read, known to change
/// nothing, or refused by its name. Immutable.
public final class KnownKeys {
  private static final int LONGEST_SHOWN = 60;

  private final Set<String> read;
  private final Set<String> harmless;
  private final Map<String, String> refused;

  private KnownKeys(Set<String> read, Set<String> harmless, Map<String, String> refused) {
    this.read = read;
    this.harmless = harmless;
    this.refused = refused;
  }

  /// Keys that are read; messages list them in this order.
  public static KnownKeys read(String... keys) {
    return new KnownKeys(new LinkedHashSet<>(List.of(keys)), Set.of(), Map.of());
  }

  /// These keys as well, which change nothing about the answer.
  public KnownKeys harmless(String... keys) {
    Set<String> all = new LinkedHashSet<>(harmless);
    all.addAll(List.of(keys));
    return new KnownKeys(read, all, refused);
  }

  /// These keys are refused for a reason, unless they hold what asks for nothing: null, false, 0 or
  /// an empty text, list or object, as clients write what they do not use.
  public KnownKeys refused(String reason, String... keys) {
    Map<String, String> all = new LinkedHashMap<>(refused);
    for (String key : keys) {
      all.put(key, reason);
    }
    return new KnownKeys(read, harmless, all);
  }

  /// Looks at every key of an object.
  ///
  /// @param path where the object stands; empty for the outermost
  /// @throws FoveaException that names the first key that is neither read nor harmless
  public void check(Map<?, ?> object, String path) {
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      String key = String.valueOf(entry.getKey());
      String place = path.isEmpty() ? shown(key) : path + "." + shown(key);
      String reason = refused.get(key);
      if (reason != null && !isNothing(entry.getValue())) {
        throw new FoveaException(String.format(Locale.ROOT, "%s: %s", place, reason));
      }
      if (reason == null && !read.contains(key) && !harmless.contains(key)) {
        throw new FoveaException(
            String.format(Locale.ROOT, "%s: unknown key%s", place, suggestion(key)));
      }
    }
  }

  private String suggestion(String key) {
    Set<String> known = new LinkedHashSet<>(read);
    known.addAll(harmless);
    return suggestion(key, known) + "; known are " + String.join(", ", read);
  }

  /// `, did you mean "image"?`, or nothing where no known name is near.
  static String suggestion(String name, Collection<String> known) {
    Optional<String> near = NearestName.of(name.toLowerCase(Locale.ROOT), known);
    return near.map(each -> ", did you mean \"" + each + "\"?").orElse("");
  }

  private static boolean isNothing(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Boolean flag -> !flag;
      case Number number -> number.doubleValue() == 0;
      case String text -> text.isEmpty();
      case Collection<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }

  private static String shown(String key) {
    String line = key.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ");
    return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "..." : line;
  }
}
