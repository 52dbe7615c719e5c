package dev.fovea.insight.page.html;

import java.util.Locale;

/// Numbers as the page writes them, the same in every locale.
public final class Numbers {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  /// Shares below it are told as that.
  private static final double LEAST_PERCENT = 1e-4;

  private Numbers() {}

  /// `12,345`.
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// `1 token`, `12,345 tokens`.
  public static String count(long number, String noun) {
    return count(number) + " " + (number == 1 ? noun : noun + "s");
  }

  /// `12.3 %`, not to be broken; small shares keep two digits; a dash where there is no number.
  public static String percent(double share) {
    if (!Double.isFinite(share)) {
      return "–";
    }
    double percent = 100 * share;
    double size = Math.abs(percent);
    if (size > 0 && size < LEAST_PERCENT) {
      return percent > 0 ? "< 0.0001\u00A0%" : "> −0.0001\u00A0%";
    }
    return String.format(
        Locale.ROOT, size > 0 && size < 1 ? "%.2g\u00A0%%" : "%.1f\u00A0%%", percent);
  }

  /// `0.0123`, `12.3`, `1.23e−6`: three digits that count; a dash where there is no number.
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size < 1e-4 || size >= 1e6) {
      return scientific(value, 2);
    }
    int digits = Math.clamp(2 - (int) Math.floor(Math.log10(size)), 0, 6);
    return String.format(Locale.ROOT, "%." + digits + "f", value).replace('-', '−');
  }

  /// `1.5e−6`.
  ///
  /// @param digits after the point
  public static String scientific(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "e", value)
        .replaceFirst("e([+-])0*(?=\\d)", "e$1")
        .replace("e+", "e")
        .replace('-', '−');
  }

  /// `0.01234`: four digits that count.
  public static String score(double score) {
    return String.format(Locale.ROOT, "%.4g", score);
  }

  /// `1.23`.
  public static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  /// `12.3 ms`, `1.2 s`.
  public static String milliseconds(double milliseconds) {
    if (milliseconds >= 1000) {
      return String.format(Locale.ROOT, "%,.1f s", milliseconds / 1000);
    }
    return String.format(Locale.ROOT, milliseconds < 100 ? "%.1f ms" : "%.0f ms", milliseconds);
  }

  /// `1.2 MB`, in powers of 1000.
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /// A coordinate in SVG: at most two decimals.
  public static String coordinate(double value) {
    double rounded = Math.round(value * 100) / 100.0;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }
}
