package dev.fovea.insight.explain;

import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.html.Table;
import dev.fovea.pruning.execute.CostModel;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.Locale;

/// What pruning was predicted to cost, and what it cost.
final class CostSection {
  private CostSection() {}

  static Section of(Explanation explanation) {
    return new Section(
        "cost", "Cost", "What it cost", sentence(explanation), table(explanation).html());
  }

  /// What the section shows for this prompt.
  private static String sentence(Explanation explanation) {
    PrunedAnswer pruned = explanation.pruned();
    if (pruned.trace().fallback().isPresent()) {
      return "The prompt was read whole: nothing was saved and nothing was risked.";
    }
    double ratio = pruned.predicted().prefillRatio();
    String prefill =
        ratio == 1
            ? "Reading the prompt with pruning was predicted to cost as many layer-tokens as without"
            : String.format(
                Locale.ROOT,
                "Reading the prompt with pruning was predicted to cost %s %s layer-tokens than without",
                Numbers.percent(Math.abs(1 - ratio)),
                ratio < 1 ? "fewer" : "more");
    return String.format(
        Locale.ROOT,
        "%s (one layer-token is one token through one layer). The key/value cache came out at %s of what the whole prompt takes; predicted were %s.",
        prefill,
        Numbers.percent(pruned.memory().kvBytesRatio()),
        Numbers.percent(pruned.predicted().kvBytesRatio()));
  }

  private static Table table(Explanation explanation) {
    PrunedAnswer pruned = explanation.pruned();
    CostModel predicted = pruned.predicted();
    PrunedAnswer.Timings timings = pruned.timings();
    return Table.ofPairs(
        "layer-tokens, predicted",
        Numbers.count(predicted.layerTokens()),
        "layer-tokens of the whole prompt",
        Numbers.count(predicted.wholeLayerTokens()),
        "prefill with pruning over without, predicted",
        Numbers.ratio(predicted.prefillRatio()),
        "cache with pruning over without, predicted",
        Numbers.ratio(predicted.kvBytesRatio()),
        "cache with pruning over without, measured",
        Numbers.ratio(pruned.memory().kvBytesRatio()),
        "key/value cache, measured",
        Numbers.bytes(pruned.memory().kvCacheBytes()),
        "key/value cache of the whole prompt",
        Numbers.bytes(pruned.memory().unprunedKvCacheBytes()),
        "weights",
        Numbers.bytes(explanation.subject().model().weightBytes()),
        "time: pictures decoded to pixel values",
        Numbers.milliseconds(timings.preprocess()),
        "time: vision tower",
        Numbers.milliseconds(timings.vision()),
        "time: scores and selection",
        Numbers.milliseconds(timings.score()),
        "time: rest of the prefill",
        Numbers.milliseconds(timings.prefill()),
        "time: first token",
        Numbers.milliseconds(timings.firstToken()),
        "time: further tokens",
        Numbers.milliseconds(timings.decode()),
        "time: all",
        Numbers.milliseconds(timings.total()));
  }
}
