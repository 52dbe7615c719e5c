package dev.fovea.pruning.select;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import dev.fovea.pruning.score.TokenScores;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Writes down what a selection dropped and why.
public final class Tracing {

  /// Longest sample of dropped text, in characters.
  private static final int SAMPLE = 160;

  private Tracing() {}

  /// The trace of one prompt.
  ///
  /// @param layout the unpruned prompt
  /// @param layers the layers that were scored, if any
  public static PruningTrace trace(
      PruningPolicy policy,
      PromptLayout layout,
      Optional<LayerRange.Resolved> layers,
      TokenScores scores,
      Selection selection) {
    List<TokenTrace> tokens =
        IntStream.range(0, layout.size())
            .mapToObj(position -> token(layout, scores, selection, position))
            .toList();
    int visual = layout.positions(TokenRole.VISUAL).length;
    int pruned = selection.dropped().length;
    return new PruningTrace(
        PolicySettings.toJson(policy),
        layers,
        selection.fallback().map(Fallback::reason),
        new PruningTrace.Counts(
            layout.size(),
            visual,
            layout.size() - visual,
            selection.prunableCount(),
            pruned,
            layout.size() - pruned),
        droppedSample(layout, selection),
        tokens);
  }

  private static TokenTrace token(
      PromptLayout layout, TokenScores scores, Selection selection, int position) {
    return new TokenTrace(
        position,
        layout.tokens().get(position).role(),
        layout.characters(position),
        scores.score(position),
        selection.rank(position),
        scores.layer(position),
        scores.head(position),
        selection.isKept(position));
  }

  /// Runs of dropped text tokens on one line, each with an ellipsis before and the last with one
  /// after; runs of nothing but punctuation are left out.
  private static String droppedSample(PromptLayout layout, Selection selection) {
    StringBuilder sample = new StringBuilder();
    for (int start = 0; start < layout.size() && sample.length() < SAMPLE; start++) {
      int end = start;
      while (end < layout.size() && isDroppedText(layout, selection, end)) {
        end++;
      }
      if (end > start) {
        int from = layout.tokens().get(start).start();
        int to = layout.tokens().get(end - 1).end();
        String run = layout.text().substring(from, to).strip().replaceAll("\\s+", " ");
        if (!run.matches("\\p{P}*")) {
          sample.append("… ").append(run).append(' ');
        }
        start = end;
      }
    }
    if (sample.length() > SAMPLE) {
      sample.setLength(Characters.starts(sample.toString()).previousSetBit(SAMPLE - 1));
      return sample.toString().replaceAll("[ …]+$", "") + "…";
    }
    return sample.isEmpty() ? "" : sample + "…";
  }

  private static boolean isDroppedText(PromptLayout layout, Selection selection, int position) {
    return !selection.isKept(position) && layout.tokens().get(position).role() != TokenRole.VISUAL;
  }
}
