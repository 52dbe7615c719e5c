package dev.fovea.insight.explain;

import dev.fovea.engine.generate.LayerView;
import dev.fovea.engine.generate.PrefillObserver;
import dev.fovea.engine.text.PromptLayout;
import dev.fovea.engine.text.TokenRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks through the layers of a whole prompt at how much attention its pictures get: from the last
/// token, layer by layer, and from the question, patch by patch. Needs memory linear in the length.
public final class AttentionSurvey implements PrefillObserver {
  private final int[] visual;
  private final int[] question;
  private final List<Double> visualShares = new ArrayList<>();
  private final double[] questionSums;

  /// A survey of one prompt; a prompt without a question asks with its last token.
  public AttentionSurvey(PromptLayout layout) {
    visual = layout.positions(TokenRole.VISUAL);
    int[] asked = layout.positions(TokenRole.QUESTION);
    question = asked.length > 0 ? asked : new int[] {layout.size() - 1};
    questionSums = new double[visual.length];
  }

  /// What was seen.
  ///
  /// @param visualShare per layer, the share of the last token's attention that goes to visual
  ///   tokens, mean over heads, 0 to 1
  /// @param questionAttention for the position of each visual token, the share of the question's
  ///   attention that it gets, mean over question tokens, heads and layers, 0 to 1
  /// @param questionTokens how many tokens asked
  public record Result(
      List<Double> visualShare, Map<Integer, Double> questionAttention, int questionTokens) {

    public Result {
      visualShare = List.copyOf(visualShare);
      questionAttention = Collections.unmodifiableMap(new LinkedHashMap<>(questionAttention));
    }
  }

  @Override
  public void layer(LayerView view) {
    double[] last = meanOverHeads(view.receivedFrom(new int[] {view.length() - 1}));
    double share = 0;
    for (double attention : last) {
      share += attention;
    }
    visualShares.add(share);
    double[] asked = meanOverHeads(view.receivedFrom(question));
    for (int patch = 0; patch < visual.length; patch++) {
      questionSums[patch] += asked[patch] / question.length;
    }
  }

  /// The attention that each visual token receives.
  private double[] meanOverHeads(float[][] received) {
    double[] mean = new double[visual.length];
    for (float[] head : received) {
      for (int patch = 0; patch < visual.length; patch++) {
        mean[patch] += head[visual[patch]] / (double) received.length;
      }
    }
    return mean;
  }

  /// What was seen in the layers so far.
  public Result result() {
    Map<Integer, Double> attention = new LinkedHashMap<>();
    for (int patch = 0; patch < visual.length; patch++) {
      attention.put(visual[patch], questionSums[patch] / Math.max(1, visualShares.size()));
    }
    return new Result(visualShares, attention, question.length);
  }
}
