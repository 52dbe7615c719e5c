package dev.fovea.insight.attention;

import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import java.util.ArrayList;
import java.util.List;

/// Looks through the layers of a whole prompt at what gets attention, token by token: from the last
/// token, which the answer starts from, and from the question. Needs memory linear in the length.
public final class AttentionSurvey implements PrefillObserver {
  private final PromptLayout layout;
  private final int[] question;
  private final List<float[]> fromLast = new ArrayList<>();
  private final List<float[]> fromQuestion = new ArrayList<>();

  /// A survey of one prompt; a prompt without a question asks with its last token.
  public AttentionSurvey(PromptLayout layout) {
    this.layout = layout;
    int[] asked = layout.positions(TokenRole.QUESTION);
    question = asked.length > 0 ? asked : new int[] {layout.size() - 1};
  }

  /// What was seen.
  ///
  /// @param fromLast for each layer, the share of the last token's attention that each position
  ///   gets, mean over heads; sums to 1
  /// @param fromQuestion for each layer, the share of the question's attention that each position
  ///   gets, mean over question tokens and heads; sums to 1
  /// @param questionTokens how many tokens asked
  /// @param visual positions of the visual tokens, ascending
  public record Result(
      List<float[]> fromLast,
      List<float[]> fromQuestion,
      int questionTokens,
      List<Integer> visual) {

    public Result {
      fromLast = List.copyOf(fromLast);
      fromQuestion = List.copyOf(fromQuestion);
      visual = List.copyOf(visual);
    }

    /// For each layer, the share of the last token's attention that is on visual tokens.
    public List<Double> visualShare() {
      return fromLast.stream().map(this::onVisual).toList();
    }

    /// The share of the question's attention that is on visual tokens, mean over layers.
    public double questionOnVisual() {
      return fromQuestion.stream().mapToDouble(this::onVisual).average().orElse(0);
    }

    private double onVisual(float[] attention) {
      return visual.stream().mapToDouble(position -> attention[position]).sum();
    }
  }

  @Override
  public void layer(LayerView view) {
    fromLast.add(meanOverHeads(view.receivedFrom(new int[] {view.length() - 1}), 1));
    fromQuestion.add(meanOverHeads(view.receivedFrom(question), question.length));
  }

  private static float[] meanOverHeads(float[][] received, int queries) {
    float[] mean = new float[received[0].length];
    for (int position = 0; position < mean.length; position++) {
      double sum = 0;
      for (float[] head : received) {
        sum += head[position];
      }
      mean[position] = (float) (sum / received.length / queries);
    }
    return mean;
  }

  /// What was seen in the layers so far.
  public Result result() {
    List<Integer> visual = new ArrayList<>();
    for (int position : layout.positions(TokenRole.VISUAL)) {
      visual.add(position);
    }
    return new Result(fromLast, fromQuestion, question.length, visual);
  }
}
