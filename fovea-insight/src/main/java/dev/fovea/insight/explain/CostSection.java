package dev.fovea.insight.explain;

import dev.fovea.pruning.execute.CostModel;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What pruning was predicted to cost, and what it cost.
final class CostSection {
  private CostSection() {}

  /// What the section shows for this prompt.
  static String sentence(Explanation explanation) {
    PrunedAnswer pruned = explanation.pruned();
    if (pruned.trace().fallback().isPresent()) {
      return "The prompt was read whole: nothing was saved and nothing was risked.";
    }
    double ratio = pruned.predicted().prefillRatio();
    String prefill =
        ratio == 1
            ? "Reading the prompt with pruning was predicted to cost as many layer-tokens as without"
            : "Reading the prompt with pruning was predicted to cost %s %s layer-tokens than without"
                .formatted(Numbers.percent(Math.abs(1 - ratio)), ratio < 1 ? "fewer" : "more");
    return "%s (one layer-token is one token through one layer). The key/value cache came out at %s of what the whole prompt takes; predicted were %s."
        .formatted(
            prefill,
            Numbers.percent(pruned.memory().kvBytesRatio()),
            Numbers.percent(pruned.predicted().kvBytesRatio()));
  }

  /// Name and value, row by row.
  static String rows(Explanation explanation) {
    PrunedAnswer pruned = explanation.pruned();
    CostModel predicted = pruned.predicted();
    PrunedAnswer.Timings timings = pruned.timings();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("layer-tokens, predicted", Numbers.count(predicted.layerTokens()));
    rows.put("layer-tokens of the whole prompt", Numbers.count(predicted.wholeLayerTokens()));
    rows.put(
        "prefill with pruning over without, predicted", Numbers.ratio(predicted.prefillRatio()));
    rows.put("cache with pruning over without, predicted", Numbers.ratio(predicted.kvBytesRatio()));
    rows.put(
        "cache with pruning over without, measured", Numbers.ratio(pruned.memory().kvBytesRatio()));
    rows.put("key/value cache, measured", Numbers.bytes(pruned.memory().kvCacheBytes()));
    rows.put(
        "key/value cache of the whole prompt",
        Numbers.bytes(pruned.memory().unprunedKvCacheBytes()));
    rows.put("weights", Numbers.bytes(explanation.model().weightBytes()));
    rows.put("time: pictures decoded to pixel values", Numbers.milliseconds(timings.preprocess()));
    rows.put("time: vision tower", Numbers.milliseconds(timings.vision()));
    rows.put("time: scores and selection", Numbers.milliseconds(timings.score()));
    rows.put("time: rest of the prefill", Numbers.milliseconds(timings.prefill()));
    rows.put("time: first token", Numbers.milliseconds(timings.firstToken()));
    rows.put("time: further tokens", Numbers.milliseconds(timings.decode()));
    rows.put("time: all", Numbers.milliseconds(timings.total()));
    return rows.entrySet().stream()
        .map(row ->
            "<tr><th scope=\"row\">%s</th><td>%s</td></tr>"
                .formatted(Html.text(row.getKey()), Html.text(row.getValue())))
        .collect(Collectors.joining("\n"));
  }
}
