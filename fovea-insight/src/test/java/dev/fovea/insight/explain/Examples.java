package dev.fovea.insight.explain;

import dev.fovea.engine.ModelInfo;
import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.attention.AttentionSurvey;
import dev.fovea.insight.page.Subject;
import dev.fovea.insight.page.image.PageImage;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import dev.fovea.pruning.VisualShare;
import dev.fovea.pruning.execute.CostModel;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// An explanation that no model made: one picture of four patches, a hostile context, a question.
public final class Examples {
  static final String CONTEXT =
      "<script>alert(1)</script>\n{{tokens}} & \"quotes\" 🙂 \u202Eevil <img src=x onerror=alert(2)>";
  static final String QUESTION = "What is </title><b>here</b>?";
  static final String ANSWER = "a <boat> & {{question}}";
  static final List<Double> SHARES = List.of(0.25, 0.125, 0.5, 0.0625);

  private static final String IMAGE = "<image>";
  private static final int PATCHES = 4;

  private Examples() {}

  /// Pruned: every third token of the context is gone, but for those of the pictograph.
  public static Explanation pruned() {
    return explanation(Optional.empty(), ImageArea.WHOLE.cells(new Grid(2, 2)));
  }

  /// The same prompt read whole, by a model whose visual tokens show no part of the picture alone.
  public static Explanation whole(String reason) {
    return explanation(Optional.of(reason), Collections.nCopies(PATCHES, ImageArea.NONE));
  }

  private static Explanation explanation(Optional<String> fallback, List<ImageArea> areas) {
    String text = "USER: " + IMAGE + CONTEXT + QUESTION + " ASSISTANT:";
    List<Token> tokens = new ArrayList<>();
    tokens.add(new Token(0, TokenRole.SPECIAL, 0, 0, -1));
    tokens.add(new Token(1, TokenRole.TEMPLATE, 0, 6, -1));
    for (int patch = 0; patch < PATCHES; patch++) {
      tokens.add(new Token(2, TokenRole.VISUAL, 6, 6 + IMAGE.length(), 0));
    }
    int start = 6 + IMAGE.length();
    int end = start + CONTEXT.length();
    for (int from = start; from < end; ) {
      boolean pictograph = Character.isHighSurrogate(text.charAt(from));
      int to = Math.min(end, from + (pictograph ? 2 : 3));
      int next = text.indexOf("🙂", from);
      to = !pictograph && next > from && next < to ? next : to;
      for (int part = 0; part < (pictograph ? 3 : 1); part++) {
        tokens.add(new Token(3, TokenRole.CONTEXT, from, to, 0));
      }
      from = to;
    }
    tokens.add(new Token(4, TokenRole.QUESTION, end, end + QUESTION.length(), 0));
    tokens.add(new Token(5, TokenRole.TEMPLATE, end + QUESTION.length(), text.length(), -1));
    PromptLayout layout = new PromptLayout(text, tokens);
    return new Explanation(
        new Subject(
            QUESTION,
            new ModelInfo(
                "tiny <model>", "llava", "float32", "cpu", SHARES.size(), 2048, 1_500_000),
            layout,
            List.of(
                new PageImage(
                    "<b>.png",
                    new RgbImage(2, 1, new byte[] {1, 2, 3, 4, 5, 6}),
                    visual(layout),
                    areas))),
        answer(layout, fallback),
        new AttentionSurvey.Result(fromLast(layout), fromQuestion(layout), 1, visual(layout)));
  }

  private static List<Integer> visual(PromptLayout layout) {
    List<Integer> positions = new ArrayList<>();
    for (int position : layout.positions(TokenRole.VISUAL)) {
      positions.add(position);
    }
    return positions;
  }

  /// The share of a layer, spread evenly over the patches; the rest is on the first token.
  private static List<float[]> fromLast(PromptLayout layout) {
    return SHARES.stream()
        .map(share -> {
          float[] attention = new float[layout.size()];
          visual(layout).forEach(position -> attention[position] = (float) (share / PATCHES));
          attention[0] = (float) (1 - share);
          return attention;
        })
        .toList();
  }

  /// In every layer the more, the later a patch is.
  private static List<float[]> fromQuestion(PromptLayout layout) {
    float[] attention = new float[layout.size()];
    visual(layout).forEach(position -> attention[position] = position / 64f);
    return Collections.nCopies(SHARES.size(), attention);
  }

  private static PrunedAnswer answer(PromptLayout layout, Optional<String> fallback) {
    List<TokenTrace> traces = new ArrayList<>();
    int prunable = 0;
    int pruned = 0;
    for (int position = 0; position < layout.size(); position++) {
      Token token = layout.tokens().get(position);
      boolean mayGo = token.role() == TokenRole.CONTEXT;
      boolean gone =
          fallback.isEmpty() && mayGo && token.end() - token.start() == 3 && prunable < 9;
      traces.add(
          new TokenTrace(
              position,
              token.role(),
              layout.characters(position),
              position / 7.0,
              mayGo ? prunable : -1,
              mayGo ? position % 3 : -1,
              mayGo ? position % 4 : -1,
              !gone));
      prunable += mayGo ? 1 : 0;
      pruned += gone ? 1 : 0;
    }
    int size = layout.size();
    PruningTrace trace =
        new PruningTrace(
            PolicySettings.toJson(PruningPolicy.preset("paper")),
            Optional.of(new LayerRange.Resolved(0, 3)),
            fallback,
            new PruningTrace.Counts(size, 4, size - 4, prunable, pruned, size - pruned),
            "",
            traces);
    return new PrunedAnswer(
        new Answer(ANSWER, List.of(9, 8, 7), Answer.Finish.LENGTH, new Answer.Timings(1, 2)),
        trace,
        new CostModel(75L * size, 100L * size, size - pruned, size),
        new VisualShare(0.125, 0.25),
        new PrunedAnswer.Timings(1, 2, 3, 4, 5, 6, 21),
        new PrunedAnswer.Memory(750, 1000));
  }
}
