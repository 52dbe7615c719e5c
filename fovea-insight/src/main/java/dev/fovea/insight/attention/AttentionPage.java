package dev.fovea.insight.attention;

import dev.fovea.insight.attention.AttentionShares.Layer;
import dev.fovea.insight.page.LayerControls;
import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.Subject;
import dev.fovea.insight.page.TokenText;
import dev.fovea.insight.page.chart.HeatMap;
import dev.fovea.insight.page.chart.LineChart;
import dev.fovea.insight.page.chart.Series;
import dev.fovea.insight.page.chart.Shading;
import dev.fovea.insight.page.chart.Unit;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.image.ImageOverlay;
import dev.fovea.insight.reading.KeyGroup;
import dev.fovea.insight.reading.LengthSweep;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.insight.report.ByLayer;
import dev.fovea.insight.report.Change;
import dev.fovea.insight.report.Groups;
import dev.fovea.insight.report.Lead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The page about [AttentionShares]: who looks at what, layer by layer, head by head, token by
/// token.
public final class AttentionPage {
  private static final List<RowGroup> ASKING =
      List.of(RowGroup.LAST, RowGroup.QUESTION, RowGroup.TEXT);

  private AttentionPage() {}

  /// The page.
  ///
  /// @param survey of the same prompt, for its tokens one by one
  /// @param lengths the same with less context, the least first; empty for none
  public static Page of(
      Subject subject,
      AttentionShares shares,
      AttentionSurvey.Result survey,
      List<LengthSweep.Point<AttentionShares>> lengths) {
    List<Section> sections = new ArrayList<>();
    for (RowGroup asking : ASKING) {
      if (has(shares.whole(), asking)) {
        sections.add(shares(shares, asking));
      }
    }
    if (!shares.pruned().isEmpty() && hasPictures(shares)) {
      sections.add(beforeAndAfter(shares));
    }
    if (hasPictures(shares)) {
      sections.add(heads(shares));
    }
    if (!lengths.isEmpty() && hasPictures(shares)) {
      sections.add(LengthSection.of(lengths));
    }
    if (!subject.pictures().isEmpty()) {
      sections.add(pictures(subject, survey));
    }
    sections.add(tokens(subject, survey));
    return new Page(
        "Fovea attention: " + subject.question(),
        "Fovea insight: attention shares",
        subject.question(),
        Lead.html(
            subject,
            "How the attention of the last token, the question and all text divides among the parts of the prompt.",
            shares.pruning()),
        sections,
        "Attention says where a model looked. It does not prove why it answered.");
  }

  /// What the page says in words, for those who read no page.
  public static List<String> sentences(AttentionShares shares) {
    List<String> sentences = new ArrayList<>();
    for (RowGroup asking : ASKING) {
      if (has(shares.whole(), asking)) {
        sentences.add(sentence(shares, asking));
      }
    }
    if (!shares.pruned().isEmpty() && hasPictures(shares)) {
      sentences.add(pruningSentence(shares));
    }
    return sentences;
  }

  private static boolean has(List<Layer> layers, RowGroup asking) {
    return layers.stream().anyMatch(layer -> layer.heads().containsKey(asking));
  }

  private static boolean hasPictures(AttentionShares shares) {
    return shares.keys().getOrDefault(KeyGroup.VISUAL, 0) > 0;
  }

  /// One value for each layer of the model, NaN for layers that are not there.
  static ByLayer share(List<Layer> layers, int depth, RowGroup asking, KeyGroup key) {
    Double[] values = new Double[depth];
    Arrays.fill(values, Double.NaN);
    for (Layer layer : layers) {
      values[layer.layer()] = layer.mean(asking).getOrDefault(key, Double.NaN);
    }
    return new ByLayer(List.of(values));
  }

  private static Section shares(AttentionShares shares, RowGroup asking) {
    int depth = shares.whole().size();
    List<Series> series = new ArrayList<>();
    for (KeyGroup key : KeyGroup.values()) {
      if (shares.keys().getOrDefault(key, 0) > 0) {
        series.add(
            new Series(Groups.text(key), share(shares.whole(), depth, asking, key).values()));
      }
    }
    String who = Groups.text(asking);
    return new Section(
        "from-" + asking.name().toLowerCase(Locale.ROOT),
        Groups.title(asking),
        String.format(Locale.ROOT, "What %s looks at", who),
        sentence(shares, asking),
        LineChart.byLayer(
                String.format(Locale.ROOT, "shares of the attention of %s, by layer", who),
                "attention of " + who,
                Unit.SHARE,
                series)
            .html(
                String.format(
                    Locale.ROOT,
                    "Shares of the attention of %s, mean over heads%s, before pruning; they sum to 100 %% in every layer.",
                    who,
                    asking == RowGroup.LAST ? "" : " and rows")));
  }

  /// What the shares of one asking group show.
  static String sentence(AttentionShares shares, RowGroup asking) {
    int depth = shares.whole().size();
    KeyGroup most =
        Arrays.stream(KeyGroup.values())
            .filter(key -> shares.keys().getOrDefault(key, 0) > 0)
            .max(
                Comparator.comparingDouble(key -> share(shares.whole(), depth, asking, key).mean()))
            .orElse(KeyGroup.TEMPLATE);
    double total = shares.keys().values().stream().mapToInt(count -> count).sum();
    String who = Groups.title(asking);
    String first =
        String.format(
            Locale.ROOT,
            "%s gives most of its attention to the %s: %s on average over the layers, for %s of the tokens.",
            who,
            Groups.text(most),
            Numbers.percent(share(shares.whole(), depth, asking, most).mean()),
            Numbers.percent(shares.keys().getOrDefault(most, 0) / total));
    if (!hasPictures(shares)) {
      return first + " The prompt holds no picture.";
    }
    ByLayer pictures = share(shares.whole(), depth, asking, KeyGroup.VISUAL);
    return String.format(
        Locale.ROOT,
        "%s The pictures, %s of the tokens, get %s.%s",
        first,
        Numbers.percent(shares.keys().getOrDefault(KeyGroup.VISUAL, 0) / total),
        pictures.range(Unit.SHARE),
        pictures.depth("That is", Unit.SHARE));
  }

  private static Section beforeAndAfter(AttentionShares shares) {
    int depth = shares.whole().size();
    List<Series> series = new ArrayList<>();
    for (RowGroup asking : List.of(RowGroup.LAST, RowGroup.QUESTION)) {
      if (has(shares.whole(), asking)) {
        series.add(
            new Series(
                Groups.text(asking) + ", before",
                share(shares.whole(), depth, asking, KeyGroup.VISUAL).values()));
        series.add(
            new Series(
                Groups.text(asking) + ", after",
                share(shares.pruned(), depth, asking, KeyGroup.VISUAL).values()));
      }
    }
    return new Section(
        "pruning",
        "Pruning",
        "Pictures before and after pruning",
        pruningSentence(shares),
        LineChart.byLayer(
                "share of attention on pictures before and after pruning, by layer",
                "attention on pictures",
                Unit.SHARE,
                series)
            .html("Share of the attention on visual tokens, mean over heads."));
  }

  /// What pruning did to the last token's look at pictures.
  static String pruningSentence(AttentionShares shares) {
    int depth = shares.whole().size();
    List<Double> before = share(shares.whole(), depth, RowGroup.LAST, KeyGroup.VISUAL).values();
    List<Double> after = share(shares.pruned(), depth, RowGroup.LAST, KeyGroup.VISUAL).values();
    return Change.of(before, after)
        .sentence("the share of the last token's attention that is on pictures", Unit.SHARE);
  }

  private static Section heads(AttentionShares shares) {
    List<List<Double>> values =
        shares.whole().stream()
            .map(layer ->
                layer.heads().getOrDefault(RowGroup.LAST, List.of()).stream()
                    .map(head -> head.getOrDefault(KeyGroup.VISUAL, 0.0))
                    .toList())
            .toList();
    return new Section(
        "heads",
        "Heads",
        "Which heads look at pictures",
        headsSentence(values),
        new HeatMap(
                "share of the last token's attention on pictures, by layer and head",
                "the last token's attention is on pictures",
                Unit.SHARE,
                "layer",
                "head",
                values)
            .html("Share of the last token's attention on visual tokens, before pruning."));
  }

  /// Which head looks most, and how many do at all.
  public static String headsSentence(List<List<Double>> values) {
    int mostLayer = 0;
    int mostHead = 0;
    long all = 0;
    long looking = 0;
    for (int layer = 0; layer < values.size(); layer++) {
      for (int head = 0; head < values.get(layer).size(); head++) {
        double value = values.get(layer).get(head);
        all++;
        looking += value > 0.5 ? 1 : 0;
        if (value > values.get(mostLayer).get(mostHead)) {
          mostLayer = layer;
          mostHead = head;
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "Head %d of layer %d looks most at pictures, with %s of its attention. %s of %s give%s pictures more than half.",
        mostHead,
        mostLayer,
        Numbers.percent(values.get(mostLayer).get(mostHead)),
        looking == 0 ? "None" : Numbers.count(looking),
        Numbers.count(all, "head"),
        looking == 1 ? "s" : "");
  }

  private static Section pictures(Subject subject, AttentionSurvey.Result survey) {
    return new Section(
        "pictures",
        "Pictures",
        "Where on the pictures the last token looks",
        picturesSentence(subject, survey),
        String.join(
            "\n",
            LayerControls.html(survey.fromLast().size(), Shading.LAYER),
            ImageOverlay.legend(false),
            ImageOverlay.html(
                subject.pictures(), survey.fromLast(), "the last token's", Set.of())));
  }

  /// How much there is to see on the pictures.
  static String picturesSentence(Subject subject, AttentionSurvey.Result survey) {
    return String.format(
        Locale.ROOT,
        "%s of the last token's attention: %s. Move the slider to see each layer.",
        subject.pictures().size() == 1
            ? "The picture gets its part"
            : String.format(
                Locale.ROOT, "The %d pictures get their part", subject.pictures().size()),
        new ByLayer(survey.visualShare()).range(Unit.SHARE));
  }

  private static Section tokens(Subject subject, AttentionSurvey.Result survey) {
    return new Section(
        "tokens",
        "Tokens",
        "Where in the text the last token looks",
        tokensSentence(subject, survey),
        LayerControls.html(survey.fromLast().size(), Shading.RANK)
            + String.format(
                Locale.ROOT,
                "\n<p class=\"legend\">%s little → much attention</p>\n",
                TokenText.SCALE)
            + "<p class=\"hint\" hidden>Point at a token, tap it, or move through them with the arrow keys, to see its share.</p>\n"
            + TokenText.shaded(
                subject.layout(), subject.pictures(), survey.fromLast(), "the last token's"));
  }

  private static String name(String characters) {
    return characters.isBlank()
        ? "a token without visible characters"
        : String.format(Locale.ROOT, "“%s”", characters.strip());
  }

  /// Which single token gets most.
  static String tokensSentence(Subject subject, AttentionSurvey.Result survey) {
    double[] mean = new double[subject.layout().size()];
    for (float[] layer : survey.fromLast()) {
      for (int position = 0; position < mean.length; position++) {
        mean[position] += layer[position] / survey.fromLast().size();
      }
    }
    int most = 0;
    for (int position = 1; position < mean.length; position++) {
      most = mean[position] > mean[most] ? position : most;
    }
    String name =
        survey.visual().contains(most) ? "a visual token" : name(subject.layout().characters(most));
    return String.format(
        Locale.ROOT,
        "Of all tokens, %s at position %d gets most of the last token's attention, %s in the mean of all layers and heads. Move the slider to see each layer.",
        name,
        most,
        Numbers.percent(mean[most]));
  }
}
