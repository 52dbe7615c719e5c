package dev.fovea.insight.page;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.insight.page.chart.LayerValues;
import dev.fovea.insight.page.chart.Shading;
import dev.fovea.insight.page.html.Html;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.image.PageImage;
import dev.fovea.pruning.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A prompt's text, token by token; every position is there once, alone or with those that share
/// its characters.
public final class TokenText {
  /// Shades from little to much.
  public static final int SHADES = 10;

  /// A strip of all shades, as markup.
  public static final String SCALE =
      String.format(
          Locale.ROOT,
          "<span class=\"scale\" aria-hidden=\"true\">%s</span>",
          IntStream.range(0, SHADES)
              .mapToObj(shade -> "<i class=\"s" + shade + "\"></i>")
              .collect(Collectors.joining()));

  private TokenText() {}

  /// How a group of tokens looks.
  ///
  /// @param element name of the HTML element
  /// @param classes of the style sheet
  /// @param tip what is told about it unless it is a picture, text; the script puts an item's value
  ///   in the place of `{value}`
  /// @param note what is added to the name of a picture, text
  public record Span(String element, String classes, String tip, String note) {}

  /// As markup.
  ///
  /// @param pictures to whose anchors their tokens lead
  public static String html(
      PromptLayout layout, List<PageImage> pictures, Function<TokenGroup, Span> span) {
    return box("", body(layout, pictures, span));
  }

  /// Shaded by the attention that the tokens get, which [LayerControls] move through the layers.
  ///
  /// @param attention for each layer, the attention on each position, 0 to 1
  /// @param whose attention it is, such as `the last token's`
  public static String shaded(
      PromptLayout layout, List<PageImage> pictures, List<float[]> attention, String whose) {
    Map<Integer, Integer> pictureOf = pictureOf(pictures);
    List<TokenGroup> groups =
        TokenGroup.of(layout).stream()
            .filter(group -> !pictureOf.containsKey(group.first()))
            .toList();
    LayerValues values =
        new LayerValues(
            attention.stream()
                .map(layer -> groups.stream().mapToDouble(group -> sum(layer, group)).toArray())
                .toList());
    double[] levels = values.levels(Shading.RANK);
    Map<TokenGroup, Integer> shades = new HashMap<>();
    for (int item = 0; item < levels.length; item++) {
      shades.put(groups.get(item), (int) Math.min(SHADES - 1, levels[item] * SHADES));
    }
    return box(
        values.attribute(),
        body(
            layout,
            pictures,
            group ->
                new Span(
                    "span",
                    String.format(
                        Locale.ROOT,
                        "t r-%s s%d",
                        Names.of(group.role()),
                        shades.getOrDefault(group, 0)),
                    String.format(
                        Locale.ROOT,
                        "%s\n{value} of %s attention\n%s, %s",
                        group.name(),
                        whose,
                        group.positions(),
                        Names.of(group.role())),
                    "")));
  }

  private static double sum(float[] layer, TokenGroup group) {
    return IntStream.rangeClosed(group.first(), group.last()).mapToDouble(i -> layer[i]).sum();
  }

  private static String box(String attributes, String body) {
    return String.format(
        Locale.ROOT,
        "<div class=\"prompt\" id=\"prompt\" data-roving=\"1\" data-view=\"all\" role=\"group\" aria-label=\"The prompt, token by token\" dir=\"auto\"%s>%s</div>",
        attributes,
        body);
  }

  private static String body(
      PromptLayout layout, List<PageImage> pictures, Function<TokenGroup, Span> span) {
    Map<Integer, Integer> pictureOf = pictureOf(pictures);
    return TokenGroup.of(layout).stream()
        .map(group -> {
          int picture = pictureOf.getOrDefault(group.first(), 0);
          Span look = span.apply(group);
          return Html.lines(group.gap())
              + (picture > 0 ? link(group, picture, look) : token(group, look));
        })
        .collect(Collectors.joining());
  }

  /// The number of the picture, from 1, for the positions that belong to one.
  private static Map<Integer, Integer> pictureOf(List<PageImage> pictures) {
    Map<Integer, Integer> pictureOf = new HashMap<>();
    for (int picture = 0; picture < pictures.size(); picture++) {
      for (int position : pictures.get(picture).positions()) {
        pictureOf.put(position, picture + 1);
      }
    }
    return pictureOf;
  }

  private static String link(TokenGroup group, int picture, Span look) {
    return String.format(
        Locale.ROOT,
        "<a class=\"picture-link\" href=\"#picture-%d\" data-tip=\"%s\">picture %d, %s%s</a>",
        picture,
        Html.text(String.format(Locale.ROOT, "picture %d\n%s", picture, group.positions())),
        picture,
        Numbers.count(group.size(), "visual token"),
        Html.text(look.note()));
  }

  private static String token(TokenGroup group, Span look) {
    return String.format(
        Locale.ROOT,
        "<%s class=\"%s\" data-item=\"\" data-p=\"%s\" data-tip=\"%s\">%s</%s>",
        look.element(),
        look.classes(),
        IntStream.rangeClosed(group.first(), group.last())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(" ")),
        Html.text(look.tip()),
        group.characters().isEmpty() ? "<i class=\"empty\"></i>" : Html.lines(group.characters()),
        look.element());
  }
}
