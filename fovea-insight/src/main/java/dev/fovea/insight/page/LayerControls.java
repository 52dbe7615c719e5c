package dev.fovea.insight.page;

import dev.fovea.insight.page.chart.Shading;
import dev.fovea.insight.page.html.Html;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The slider over layers and the choice of shading; they move everything in their section that has
/// values by layer. Hidden where no script runs, for then nothing would move.
public final class LayerControls {
  private LayerControls() {}

  /// As markup.
  ///
  /// @param layers how many
  /// @param first which shading is chosen at first
  public static String html(int layers, Shading first) {
    return String.format(
        Locale.ROOT,
        """
        <fieldset class="controls" hidden>
        <legend>Attention of</legend>
        <label class="sliding"><input type="range" class="layer" min="0" max="%d" value="0" autocomplete="off" aria-label="Layer; at its beginning the mean of all layers"> <output>mean of %s</output></label>
        <label>shaded by <select class="shading" autocomplete="off">%s</select></label>
        </fieldset>\
        """,
        layers,
        Html.text(
            layers == 1 ? "the one layer" : String.format(Locale.ROOT, "all %d layers", layers)),
        Arrays.stream(Shading.values())
            .map(shading ->
                String.format(
                    Locale.ROOT,
                    "<option value=\"%s\"%s>%s</option>",
                    shading.name(),
                    shading == first ? " selected" : "",
                    Html.text(shading.label())))
            .collect(Collectors.joining()));
  }
}
