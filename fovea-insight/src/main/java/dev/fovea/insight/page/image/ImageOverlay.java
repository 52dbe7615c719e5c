package dev.fovea.insight.page.image;

import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.insight.page.chart.HeatColor;
import dev.fovea.insight.page.chart.LayerValues;
import dev.fovea.insight.page.chart.Shading;
import dev.fovea.insight.page.html.Html;
import dev.fovea.insight.page.html.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A picture, and beside it the same picture under the attention that its visual tokens get, which
/// [LayerControls][dev.fovea.insight.page.LayerControls] move through the layers.
public final class ImageOverlay {
  /// So many parts get a number, which tells them apart without colour.
  private static final int NUMBERED = 3;

  private final int number;
  private final PageImage picture;
  private final List<double[]> layers;
  private final String whose;
  private final Set<Integer> dropped;
  private final List<ImageView> views;
  private final double[] mean;

  private ImageOverlay(
      int number, PageImage picture, List<float[]> attention, String whose, Set<Integer> dropped) {
    this.number = number;
    this.picture = picture;
    this.whose = whose;
    this.dropped = dropped;
    layers =
        attention.stream()
            .map(layer ->
                picture.positions().stream().mapToDouble(position -> layer[position]).toArray())
            .toList();
    views = ImageView.of(picture);
    mean = new LayerValues(layers).mean();
  }

  /// All pictures of a prompt as markup; the anchors are `picture-1` and so on.
  ///
  /// @param attention for each layer, the attention on each position of the prompt, 0 to 1
  /// @param whose attention it is, such as `the question's`, text
  /// @param dropped positions that are to be crossed out
  public static String html(
      List<PageImage> pictures, List<float[]> attention, String whose, Set<Integer> dropped) {
    return IntStream.range(0, pictures.size())
        .mapToObj(index ->
            new ImageOverlay(index + 1, pictures.get(index), attention, whose, dropped).figure())
        .collect(Collectors.joining("\n"));
  }

  /// What the strip of colours and the signs mean, and how strong they are, as markup.
  public static String legend(boolean crosses) {
    return String.format(
        Locale.ROOT,
        """
        <p class="legend">%s<span>1, 2, 3: the tokens that get most</span>%s</p>
        <fieldset class="controls" hidden><legend>Overlay</legend><label>strength <input type="range" class="strength" min="0" max="100" value="55" aria-label="Strength of the overlay in percent"></label></fieldset>\
        """,
        HeatColor.legend("little", "much attention"),
        crosses ? "<span>a line across: dropped</span>" : "");
  }

  private String figure() {
    RgbImage pixels = picture.pixels();
    return String.format(
        Locale.ROOT,
        """
        <figure id="picture-%d" class="overlay">
        %s<div class="pair">%s</div>
        <figcaption><strong>Picture %d: %s</strong>, %d × %d pixels, %s. %s</figcaption>
        </figure>\
        """,
        number,
        choice(),
        drawings(),
        number,
        Html.text(picture.name()),
        pixels.width(),
        pixels.height(),
        Numbers.count(picture.positions().size(), "visual token"),
        Html.text(caption()));
  }

  /// Which tokens are shown, where there is a choice.
  private String choice() {
    if (views.size() < 2) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "<fieldset class=\"controls\" hidden><legend>Tokens</legend>%s</fieldset>\n",
        IntStream.range(0, views.size())
            .mapToObj(view ->
                String.format(
                    Locale.ROOT,
                    "<label><input type=\"radio\" class=\"view-choice\" name=\"view-%d\" value=\"%d\"%s> %s</label>",
                    number,
                    view,
                    view == 0 ? " checked" : "",
                    Html.text(views.get(view).name())))
            .collect(Collectors.joining()));
  }

  private String drawings() {
    RgbImage pixels = picture.pixels();
    String image =
        String.format(
            Locale.ROOT,
            "<image id=\"pixels-%d\" href=\"%s\" width=\"%d\" height=\"%d\"/>",
            number,
            PngDataUri.of(pixels),
            pixels.width(),
            pixels.height());
    String name = String.format(Locale.ROOT, "Picture %d, %s", number, picture.name());
    String plain = drawing("plain", name, image);
    return views.isEmpty()
        ? plain
        : plain
            + drawing(
                "shaded",
                name + ", with " + whose + " attention on its parts",
                String.format(Locale.ROOT, "<use href=\"#pixels-%d\"/>", number)
                    + IntStream.range(0, views.size())
                        .mapToObj(view -> view(views.get(view), view == 0))
                        .collect(Collectors.joining()));
  }

  private String drawing(String kind, String label, String content) {
    return String.format(
        Locale.ROOT,
        "<svg class=\"drawing %s\" viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"%s\">%s</svg>",
        kind,
        picture.pixels().width(),
        picture.pixels().height(),
        Html.text(label),
        content);
  }

  private String view(ImageView view, boolean shown) {
    LayerValues values = new LayerValues(layers.stream().map(view::values).toList());
    double[] levels = values.levels(Shading.LAYER);
    List<Integer> order = LayerValues.order(values.mean());
    StringBuilder parts = new StringBuilder();
    StringBuilder crosses = new StringBuilder();
    StringBuilder numbers = new StringBuilder();
    for (int index = 0; index < view.parts().size(); index++) {
      ImageView.Part part = view.parts().get(index);
      parts.append(part(part, index, levels[index], view));
      if (view.parts().get(index).shares().stream().allMatch(this::isDropped)) {
        crosses.append(cross(part.area()));
      }
    }
    // Cells of a finer raster than the tokens have many equals.
    int numbered = view.parts().stream().allMatch(ImageView.Part::isToken) ? NUMBERED : 0;
    for (int place = 0; place < Math.min(numbered, order.size()); place++) {
      numbers.append(number(view.parts().get(order.get(place)).area(), place + 1));
    }
    return String.format(
        Locale.ROOT,
        "<g class=\"view%s\"%s><g class=\"heat\" data-roving=\"%d\">%s</g><g class=\"marks\" aria-hidden=\"true\">%s%s</g></g>",
        shown ? "" : " off",
        values.attribute(),
        view.columns(),
        parts,
        crosses,
        numbers);
  }

  private boolean isDropped(ImageView.Share share) {
    return dropped.contains(picture.positions().get(share.token()));
  }

  private String part(ImageView.Part part, int index, double level, ImageView view) {
    boolean token = part.shares().size() == 1 && part.shares().getFirst().share() == 1;
    int position = token ? picture.positions().get(part.shares().getFirst().token()) : -1;
    String tip =
        String.format(
            Locale.ROOT,
            "{value} of %s attention\n%s%s",
            whose,
            place(view, index),
            token
                ? String.format(
                    Locale.ROOT,
                    "\nposition %d%s",
                    position,
                    dropped.contains(position) ? ", dropped" : "")
                : String.format(
                    Locale.ROOT, "\nfrom %s", Numbers.count(part.shares().size(), "token")));
    return String.format(
        Locale.ROOT,
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\" data-item=\"\"%s data-tip=\"%s\"/>",
        Numbers.coordinate(x(part.area().left())),
        Numbers.coordinate(y(part.area().top())),
        Numbers.coordinate(rounded(x(part.area().right())) - rounded(x(part.area().left()))),
        Numbers.coordinate(rounded(y(part.area().bottom())) - rounded(y(part.area().top()))),
        HeatColor.of(level),
        token ? String.format(Locale.ROOT, " data-p=\"%d\"", position) : "",
        Html.text(tip));
  }

  private static double rounded(double coordinate) {
    return Double.parseDouble(Numbers.coordinate(coordinate));
  }

  private static String place(ImageView view, int index) {
    return view.parts().size() % view.columns() == 0
        ? String.format(
            Locale.ROOT,
            "row %d, column %d",
            index / view.columns() + 1,
            index % view.columns() + 1)
        : String.format(Locale.ROOT, "part %d", index + 1);
  }

  private double x(double share) {
    return share * picture.pixels().width();
  }

  private double y(double share) {
    return share * picture.pixels().height();
  }

  private String cross(ImageArea area) {
    return String.format(
        Locale.ROOT,
        "<path class=\"cross\" d=\"M%s %sL%s %s\"/>",
        Numbers.coordinate(x(area.left())),
        Numbers.coordinate(y(area.top())),
        Numbers.coordinate(x(area.right())),
        Numbers.coordinate(y(area.bottom())));
  }

  private String number(ImageArea area, int place) {
    double wide = x(area.right() - area.left());
    double high = y(area.bottom() - area.top());
    // Small cells are too small to read a number in, large ones would drown in it.
    double longest = Math.max(picture.pixels().width(), picture.pixels().height());
    double size = Math.clamp(0.6 * Math.min(wide, high), 0.045 * longest, 0.11 * longest);
    return String.format(
        Locale.ROOT,
        "<text x=\"%s\" y=\"%s\" font-size=\"%s\">%d</text>",
        Numbers.coordinate(x(area.left()) + wide / 2),
        Numbers.coordinate(y(area.top()) + high / 2),
        Numbers.coordinate(size),
        place);
  }

  private String caption() {
    List<String> sentences = new ArrayList<>();
    double total = Arrays.stream(mean).sum();
    if (views.isEmpty()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "It gets %s of %s attention; its tokens show no part of it alone.",
              Numbers.percent(total),
              whose));
      return sentences.getFirst();
    }
    sentences.add(
        String.format(
            Locale.ROOT,
            "In the mean of all layers it gets %s of %s attention%s.",
            Numbers.percent(total),
            whose,
            strongest()));
    // Row ends and padding get attention too, but lie nowhere.
    double beside = total - Arrays.stream(views.getFirst().values(mean)).sum();
    if (beside > 5e-4 * total) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s is on tokens or parts of them that lie beside the picture: row ends and padding.",
              Numbers.percent(beside)));
    }
    return String.join(" ", sentences);
  }

  /// Where most of it is.
  private String strongest() {
    double average = Arrays.stream(mean).average().orElse(0);
    if (average == 0) {
      return "";
    }
    int token = LayerValues.order(mean).getFirst();
    for (ImageView view : views) {
      for (int index = 0; index < view.parts().size(); index++) {
        ImageView.Part part = view.parts().get(index);
        if (part.isToken() && part.shares().getFirst().token() == token) {
          return String.format(
              Locale.ROOT,
              "; the token in %s%s gets most, %s, %s times what a token of it gets on average",
              place(view, index),
              views.size() == 1 ? "" : String.format(Locale.ROOT, " (%s)", view.name()),
              Numbers.percent(mean[token]),
              Numbers.ratio(mean[token] / average));
        }
      }
    }
    return "";
  }
}
