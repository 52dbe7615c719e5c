package dev.fovea.lab.parity;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// One comparison with the record.
///
/// @param name case of the record
/// @param check what was compared, by the names of the command line's contract
/// @param maxAbsDiff largest absolute difference; for texts and ids the number of differing places
/// @param tolerance what is allowed
/// @param detail where the largest difference lies, or what was compared
public record ParityCheck(
    String name, String check, boolean ok, double maxAbsDiff, double tolerance, String detail) {

  /// The line of `--json`.
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("case", name);
    map.put("check", check);
    map.put("ok", ok);
    map.put("max_abs_diff", maxAbsDiff);
    map.put("tolerance", tolerance);
    map.put("detail", detail);
    return map;
  }

  static ParityCheck exact(String name, String check, boolean ok, String detail) {
    return new ParityCheck(name, check, ok, ok ? 0 : 1, 0, detail);
  }

  /// Whole numbers, place by place.
  static ParityCheck exact(String name, String check, int[] found, int[] expected, String what) {
    int differing = Math.abs(found.length - expected.length);
    int first = -1;
    for (int i = Math.min(found.length, expected.length) - 1; i >= 0; i--) {
      if (found[i] != expected[i]) {
        differing++;
        first = i;
      }
    }
    String detail =
        first < 0
            ? String.format(Locale.ROOT, "%s: %d values", what, found.length)
            : String.format(
                Locale.ROOT,
                "%s: expected %d at %d, found %d",
                what,
                expected[first],
                first,
                found[first]);
    if (found.length != expected.length) {
      detail +=
          String.format(
              Locale.ROOT, "; expected %d values, found %d", expected.length, found.length);
    }
    return new ParityCheck(name, check, differing == 0, differing, 0, detail);
  }

  /// Numbers, element by element.
  static ParityCheck close(
      String name, String check, float[] found, float[] expected, double tolerance, String what) {
    if (found.length != expected.length) {
      return new ParityCheck(
          name,
          check,
          false,
          Double.POSITIVE_INFINITY,
          tolerance,
          String.format(
              Locale.ROOT,
              "%s: expected %d values, found %d",
              what,
              expected.length,
              found.length));
    }
    double worst = 0;
    int where = 0;
    for (int i = 0; i < found.length; i++) {
      double difference = Math.abs((double) found[i] - expected[i]);
      if (!(difference <= worst)) {
        worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
        where = i;
      }
    }
    return new ParityCheck(
        name,
        check,
        worst <= tolerance,
        worst,
        tolerance,
        String.format(Locale.ROOT, "%s: %d values, worst at %d", what, found.length, where));
  }
}
