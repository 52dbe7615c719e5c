package dev.fovea.insight.page.chart;

import dev.fovea.insight.page.html.Html;
import dev.fovea.insight.page.html.Numbers;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The colour map `inferno` (S. van der Walt, N. Smith, 2015, CC0), whose lightness grows evenly
/// from black to pale yellow, so that it can be read without seeing hues.
public final class HeatColor {
  private static final int[] STOPS = {
    0x000004, 0x1B0C41, 0x4A0C6B, 0x781C6D, 0xA52C60, 0xCF4446, 0xED6925, 0xFB9B06, 0xF7D13D,
    0xFCFFA4
  };

  private HeatColor() {}

  /// `#rrggbb`.
  ///
  /// @param level 0 to 1
  public static String of(double level) {
    double place = Math.clamp(level, 0, 1) * (STOPS.length - 1);
    int below = Math.min((int) place, STOPS.length - 2);
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = STOPS[below] >> shift & 0xFF;
      int to = STOPS[below + 1] >> shift & 0xFF;
      colour |= (int) Math.round(from + (place - below) * (to - from)) << shift;
    }
    return hex(colour);
  }

  /// The stops of a gradient in SVG, at even distances; the script reads its colours there.
  public static String stops() {
    return IntStream.range(0, STOPS.length)
        .mapToObj(stop ->
            String.format(
                Locale.ROOT,
                "<stop offset=\"%s\" stop-color=\"%s\"/>",
                Numbers.coordinate((double) stop / (STOPS.length - 1)),
                hex(STOPS[stop])))
        .collect(Collectors.joining());
  }

  /// A strip from little to much, with words at its ends.
  ///
  /// @param least text at the dark end
  /// @param most text at the light end
  public static String legend(String least, String most) {
    return String.format(
        Locale.ROOT,
        "<span class=\"heat-legend\"><span>%s</span> <svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"100\" height=\"8\" fill=\"url(#heat)\"/></svg> <span>%s</span></span>",
        Html.text(least),
        Html.text(most));
  }

  private static String hex(int colour) {
    return String.format(Locale.ROOT, "#%06x", colour);
  }
}
