package dev.fovea.insight.page.chart;

import dev.fovea.insight.page.html.Numbers;
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
    double shown = Math.round(value / step) * step * factor;
    double digits = Math.ceil(-Math.log10(step * factor) - 1e-9);
    String text;
    if (shown == 0) {
      text = "0";
    } else if (digits > 4 || digits < -5) {
      text =
          Numbers.scientific(
              shown, (int) (Math.floor(Math.log10(Math.abs(shown)) + 1e-9) + digits));
    } else {
      text =
          String.format(Locale.ROOT, "%." + (int) Math.max(0, digits) + "f", shown)
              .replace('-', '−');
    }
    return text + (this == SHARE ? "\u00A0%" : "");
  }
}
