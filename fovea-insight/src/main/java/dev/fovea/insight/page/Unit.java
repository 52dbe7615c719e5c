package dev.fovea.insight.page;

import java.util.Locale;

/// In which unit the numbers of a chart are, and how they are written.
public enum Unit {
  /// Shares of a whole, written in percent.
  SHARE("percent"),
  /// Information.
  NATS("nats"),
  /// Numbers without a unit.
  PLAIN("");

  private final String name;

  Unit(String name) {
    this.name = name;
  }

  /// With its unit, for a sentence.
  public String text(double value) {
    return switch (this) {
      case SHARE -> Numbers.percent(value);
      case NATS -> Numbers.number(value) + "\u00A0nats";
      case PLAIN -> Numbers.number(value);
    };
  }

  /// What an axis is called.
  String axis(String quantity) {
    return name.isEmpty() ? quantity : quantity + ", " + name;
  }

  /// A number beside an axis, with as many digits as the steps of the axis need.
  String tick(double value, double step) {
    double factor = this == SHARE ? 100 : 1;
    double shown = value * factor;
    double digits = Math.ceil(-Math.log10(step * factor) - 1e-9);
    String text =
        digits > 4 || digits < -6
            ? String.format(Locale.ROOT, "%.0e", shown)
            : String.format(Locale.ROOT, "%." + (int) Math.max(0, digits) + "f", shown);
    return (Double.parseDouble(text) == 0 ? "0" : text.replace('-', '−'))
        + (this == SHARE ? "\u00A0%" : "");
  }
}
