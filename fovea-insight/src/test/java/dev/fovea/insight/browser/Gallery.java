package dev.fovea.insight.browser;

import dev.fovea.engine.ModelInfo;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.attention.AttentionPage;
import dev.fovea.insight.attention.AttentionShares;
import dev.fovea.insight.attention.AttentionSurvey;
import dev.fovea.insight.dependency.DependencyPage;
import dev.fovea.insight.entropy.EntropyPage;
import dev.fovea.insight.entropy.RowEntropy;
import dev.fovea.insight.explain.Examples;
import dev.fovea.insight.explain.ExplanationPage;
import dev.fovea.insight.flow.FlowPage;
import dev.fovea.insight.flow.InformationFlow;
import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.Subject;
import dev.fovea.insight.page.image.PageImage;
import dev.fovea.insight.reading.KeyGroup;
import dev.fovea.insight.reading.LengthSweep;
import dev.fovea.insight.reading.PrunedRun;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.insight.report.Measured;
import dev.fovea.insight.validity.ValidityPage;
import dev.fovea.pruning.Execution;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pages of numbers that no model made: a prompt of three parts, whose picture is seen in tiles
/// with row ends, and whole with padding.
final class Gallery {
  static final int LAYERS = 24;
  private static final int HEADS = 8;
  private static final String WORDS =
      "On the <b>bright</b> drawing at the harbor there are an orange triangle and a pink ring. ";

  private Gallery() {}

  /// All pages by name.
  static Map<String, Page> pages() {
    Map<String, Page> pages = new LinkedHashMap<>();
    pages.put("explain", ExplanationPage.of(Examples.pruned()));
    pages.put("attention", AttentionPage.of(subject(), shares(), survey(), lengths()));
    pages.put("entropy", EntropyPage.of(subject(), entropy()));
    pages.put("flow", FlowPage.of(subject(), flow()));
    pages.put("dependency", DependencyPage.of(subject(), Measured.dependency()));
    pages.put("validity", ValidityPage.of(subject().model(), Measured.validity()));
    return pages;
  }

  static Subject subject() {
    String text = "USER: <image>" + WORDS.repeat(12) + "What is the ring's colour? ASSISTANT:";
    List<Token> tokens = new ArrayList<>();
    tokens.add(new Token(0, TokenRole.SPECIAL, 0, 0, -1));
    tokens.add(new Token(1, TokenRole.TEMPLATE, 0, 6, -1));
    List<ImageArea> areas = areas();
    areas.forEach(_ -> tokens.add(new Token(2, TokenRole.VISUAL, 6, 13, 0)));
    int context = 13 + 12 * WORDS.length();
    int question = text.indexOf(" ASSISTANT:");
    int start = 13;
    while (start < question) {
      int end = text.indexOf(' ', start) + 1;
      TokenRole role = start < context ? TokenRole.CONTEXT : TokenRole.QUESTION;
      tokens.add(new Token(3, role, start, Math.min(end, question), 0));
      start = end;
    }
    tokens.add(new Token(4, TokenRole.TEMPLATE, question, text.length(), -1));
    PromptLayout layout = new PromptLayout(text, tokens);
    return new Subject(
        "What is the ring's colour?",
        new ModelInfo("gallery", "llava_next", "float32", "cpu", LAYERS, 4096, 1_500_000),
        layout,
        List.of(
            new PageImage(
                "drawing.png",
                drawing(),
                IntStream.range(2, 2 + areas.size()).boxed().toList(),
                areas)));
  }

  /// A padded whole of 6 by 6, then 8 rows of 12 with a row end each.
  private static List<ImageArea> areas() {
    List<ImageArea> areas = new ArrayList<>(new ImageArea(0, -0.25, 1, 1.25).cells(new Grid(6, 6)));
    List<ImageArea> fine = ImageArea.WHOLE.cells(new Grid(8, 12));
    for (int row = 0; row < 8; row++) {
      areas.addAll(fine.subList(12 * row, 12 * row + 12));
      areas.add(ImageArea.NONE);
    }
    return areas;
  }

  private static RgbImage drawing() {
    int width = 96;
    int height = 64;
    byte[] rgb = new byte[3 * width * height];
    for (int pixel = 0; pixel < width * height; pixel++) {
      int x = pixel % width - 60;
      int y = pixel / width - 30;
      boolean ring = Math.abs(Math.sqrt(x * x + y * y) - 16) < 4;
      rgb[3 * pixel] = (byte) (ring ? 240 : 190);
      rgb[3 * pixel + 1] = (byte) (ring ? 120 : 210 - pixel / width);
      rgb[3 * pixel + 2] = (byte) (ring ? 170 : 230);
    }
    return new RgbImage(width, height, rgb);
  }

  static AttentionSurvey.Result survey() {
    PromptLayout layout = subject().layout();
    Random random = new Random(3);
    List<float[]> layers = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      float[] attention = new float[layout.size()];
      double sum = 0;
      for (int position = 0; position < attention.length; position++) {
        attention[position] = (float) Math.pow(random.nextDouble(), 3);
        attention[position] *= position == 0 ? 100 : 1;
        sum += attention[position];
      }
      for (int position = 0; position < attention.length; position++) {
        attention[position] /= (float) sum;
      }
      layers.add(attention);
    }
    List<Integer> visual = new ArrayList<>();
    for (int position : layout.positions(TokenRole.VISUAL)) {
      visual.add(position);
    }
    return new AttentionSurvey.Result(layers, layers, 5, visual);
  }

  private static Optional<PrunedRun> pruning() {
    return Optional.of(
        new PrunedRun(Examples.pruned().pruned().trace(), Execution.IN_FLIGHT, LAYERS / 3));
  }

  private static AttentionShares shares() {
    Random random = new Random(1);
    Map<KeyGroup, Integer> keys =
        Map.of(
            KeyGroup.VISUAL,
            140,
            KeyGroup.CONTEXT,
            180,
            KeyGroup.QUESTION,
            5,
            KeyGroup.TEMPLATE,
            3,
            KeyGroup.SYSTEM,
            0);
    return new AttentionShares(
        keys, shares(0, 1, random), shares(LAYERS / 3, 1.6, random), pruning());
  }

  private static List<LengthSweep.Point<AttentionShares>> lengths() {
    return Stream.of(0, 1_000, 16_384)
        .map(context ->
            new LengthSweep.Point<>(
                context,
                context + 148,
                new AttentionShares(
                    shares().keys(),
                    shares(0, 1000.0 / (1000 + context), new Random(2)),
                    List.of(),
                    Optional.empty())))
        .toList();
  }

  private static List<AttentionShares.Layer> shares(int from, double more, Random random) {
    return IntStream.range(from, LAYERS)
        .mapToObj(layer -> {
          Map<RowGroup, List<Map<KeyGroup, Double>>> heads = new EnumMap<>(RowGroup.class);
          for (RowGroup asking : List.of(RowGroup.LAST, RowGroup.QUESTION, RowGroup.TEXT)) {
            heads.put(
                asking,
                IntStream.range(0, HEADS).mapToObj(_ -> head(layer, more, random)).toList());
          }
          return new AttentionShares.Layer(
              layer, Map.of(RowGroup.LAST, 1, RowGroup.QUESTION, 5, RowGroup.TEXT, 188), heads);
        })
        .toList();
  }

  private static Map<KeyGroup, Double> head(int layer, double more, Random random) {
    double visual = more * (0.1 + 0.4 * random.nextDouble()) * Math.exp(-layer / 20.0);
    double context = (1 - visual) * 0.5 * random.nextDouble();
    double question = (1 - visual - context) * 0.3;
    return Map.of(
        KeyGroup.VISUAL, visual,
        KeyGroup.CONTEXT, context,
        KeyGroup.QUESTION, question,
        KeyGroup.TEMPLATE, 1 - visual - context - question,
        KeyGroup.SYSTEM, 0.0);
  }

  private static RowEntropy entropy() {
    return new RowEntropy(
        entropy(0, 0),
        Optional.of(
            new RowEntropy.Pruned(
                pruning().orElseThrow(),
                entropy(0, 0.05),
                entropy(LAYERS / 3, -0.3),
                List.of(
                    new RowEntropy.Prediction(
                        RowGroup.LAST,
                        LAYERS / 3,
                        0.2,
                        0.2,
                        0.25,
                        0.25,
                        2e-7,
                        3,
                        2.8,
                        2.8,
                        -0.223)))));
  }

  private static List<RowEntropy.Layer> entropy(int from, double shift) {
    return IntStream.range(from, LAYERS)
        .mapToObj(layer ->
            new RowEntropy.Layer(
                layer,
                Map.of(RowGroup.LAST, 1, RowGroup.QUESTION, 5, RowGroup.ALL, 328),
                Map.of(
                    RowGroup.LAST, shift + 3 + Math.sin(layer / 3.0),
                    RowGroup.QUESTION, shift + 3.5 + Math.cos(layer / 4.0),
                    RowGroup.ALL, shift + 4 - layer / 20.0)))
        .toList();
  }

  private static InformationFlow flow() {
    return new InformationFlow(
        InformationFlow.Target.Likeliest.EACH,
        flow(" orange", 0.8, 1),
        Optional.of(flow(" pink", 0.5, 1.4)),
        pruning());
  }

  private static InformationFlow.Run flow(String answer, double loss, double factor) {
    return new InformationFlow.Run(
        answer.length(),
        answer,
        loss,
        -Math.log(Math.expm1(loss)),
        IntStream.range(0, LAYERS)
            .mapToObj(layer ->
                new InformationFlow.Layer(
                    layer,
                    OptionalDouble.of(factor * 2e-6 * Math.exp(-layer / 8.0)),
                    OptionalDouble.of(factor * 9e-6 * Math.exp(-Math.abs(layer - 9) / 5.0)),
                    factor == 1
                        ? OptionalDouble.of(1e-6 * Math.exp(-layer / 6.0))
                        : OptionalDouble.empty()))
            .toList());
  }
}
