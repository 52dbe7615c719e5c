package dev.fovea.lab;

import dev.fovea.insight.statistics.Estimate.Interval;
import dev.fovea.insight.statistics.PairedDifference;
import dev.fovea.insight.statistics.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a study has shown, in sentences that follow from its numbers. A difference is claimed only
/// where its interval leaves out zero.
public final class Findings {
  private final StudyReport report;
  private final StudySummary longest;
  private final int length;

  private Findings(StudyReport report) {
    this.report = report;
    length = report.byLength().lastKey();
    longest = report.byLength().lastEntry().getValue();
  }

  /// A sentence each on length, pruning, chance, the picture, and planted statements, as far as the
  /// study has measured them.
  public static List<String> of(StudyReport report) {
    Findings findings = new Findings(report);
    List<String> sentences = new ArrayList<>();
    findings.onLength().ifPresent(sentences::add);
    findings.onPruning().ifPresent(sentences::add);
    findings.onChance().ifPresent(sentences::add);
    findings.onPicture().ifPresent(sentences::add);
    findings.onPlanted().ifPresent(sentences::add);
    return sentences;
  }

  private Optional<PairedDifference> ofLength() {
    return Optional.ofNullable(report.sinceShortest().get(length));
  }

  private Optional<String> onLength() {
    return ofLength()
        .map(change ->
            String.format(
                Locale.ROOT,
                "The whole text: %s of the answers are right after %s tokens, %s after %s; %s.",
                accuracy(report.byLength().firstEntry().getValue(), Condition.NONE),
                count(report.byLength().firstKey()),
                accuracy(longest, Condition.NONE),
                count(length),
                told(change, "the longer text brings", "the longer text costs")));
  }

  private Optional<String> onPruning() {
    return difference(Contrast.PRUNED_NONE)
        .map(change -> {
          Optional<PairedDifference> loss = ofLength().filter(each -> isClear(each, -1));
          String gains =
              loss.isPresent() && isClear(change, 1)
                  ? String.format(
                      Locale.ROOT,
                      "of the %s lost it wins back",
                      points(-loss.get().difference().mean()))
                  : "it brings";
          return String.format(
              Locale.ROOT,
              "Pruning: %s are right after %s tokens; %s.",
              accuracy(longest, Condition.PRUNED),
              count(length),
              told(change, gains, "it costs"));
        });
  }

  private Optional<String> onChance() {
    return difference(Contrast.PRUNED_RANDOM)
        .map(change ->
            String.format(
                Locale.ROOT,
                "Dropping as many tokens at random: %s are right; %s.",
                accuracy(longest, Condition.RANDOM),
                isClear(change, 1) || isClear(change, -1)
                    ? told(
                        change,
                        "choosing them by attention is better by",
                        "choosing them by attention is worse by")
                    : String.format(
                        Locale.ROOT,
                        "choosing them by attention is no better than chance here, as far as %s can tell (%s)",
                        samples(change),
                        both(change))));
  }

  private Optional<String> onPicture() {
    return difference(Contrast.NONE_BLANK)
        .map(change ->
            String.format(
                Locale.ROOT,
                "The picture: with a grey one in its place %s are right, so it is worth %s (%s with pruning); it gets %s of the last token's attention after %s tokens, %s after %s, %s after pruning.",
                accuracy(longest, Condition.BLANK),
                points(change.difference().mean()),
                difference(Contrast.PRUNED_BLANK)
                    .map(pruned -> points(pruned.difference().mean()))
                    .orElse("not measured"),
                share(report.byLength().firstEntry().getValue(), Condition.NONE),
                count(report.byLength().firstKey()),
                share(longest, Condition.NONE),
                count(length),
                share(longest, Condition.PRUNED)));
  }

  private Optional<String> onPlanted() {
    return misled(Condition.PLANTED)
        .map(planted ->
            String.format(
                Locale.ROOT,
                "A false statement about the picture in the middle of the text: %d of %d answers repeat it, %s with pruning; without the statement %s say the same.",
                planted.successes(),
                planted.trials(),
                misled(Condition.PLANTED_PRUNED)
                    .map(pruned -> Integer.toString(pruned.successes()))
                    .orElse("none measured"),
                misled(Condition.NONE)
                    .map(none -> Integer.toString(none.successes()))
                    .orElse("none measured")));
  }

  private Optional<PairedDifference> difference(Contrast contrast) {
    return Optional.ofNullable(longest.differences().get(contrast));
  }

  private Optional<Proportion> misled(Condition condition) {
    return Optional.ofNullable(longest.results().get(condition))
        .flatMap(StudySummary.Result::misled);
  }

  /// A difference in words, only as sure as it is.
  private static String told(PairedDifference change, String gains, String costs) {
    double mean = change.difference().mean();
    if (isClear(change, 1)) {
      return String.format(Locale.ROOT, "%s %s (%s)", gains, points(mean), both(change));
    }
    if (isClear(change, -1)) {
      return String.format(Locale.ROOT, "%s %s (%s)", costs, points(-mean), both(change));
    }
    return String.format(
        Locale.ROOT, "%s cannot tell this from no difference (%s)", samples(change), both(change));
  }

  /// Whether the difference is surely on that side of zero.
  private static boolean isClear(PairedDifference change, int sign) {
    return change.isClear() && change.difference().mean() * sign > 0;
  }

  private static String accuracy(StudySummary summary, Condition condition) {
    StudySummary.Result result = summary.results().get(condition);
    return result == null ? "not measured" : percent(result.right().share(), 0);
  }

  private static String share(StudySummary summary, Condition condition) {
    StudySummary.Result result = summary.results().get(condition);
    return result == null ? "not measured" : percent(result.visualShare(), 1);
  }

  private static String percent(double share, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * share);
  }

  private static String count(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String samples(PairedDifference change) {
    int samples = change.difference().samples();
    return samples + (samples == 1 ? " sample" : " samples");
  }

  private static String points(double share) {
    long points = Math.round(100 * share);
    return points + (Math.abs(points) == 1 ? " point" : " points");
  }

  /// The interval, and what chance makes of it.
  private static String both(PairedDifference change) {
    String interval =
        change
            .difference()
            .interval()
            .map(Findings::interval)
            .orElseGet(change.difference()::withoutInterval);
    return String.format(
        Locale.ROOT, "%s, McNemar p %s", interval, probability(change.probability()));
  }

  private static String interval(Interval interval) {
    return String.format(
        Locale.ROOT, "95 %%: %+.0f to %+.0f", 100 * interval.low(), 100 * interval.high());
  }

  static String probability(double probability) {
    return probability < 0.001 ? "below 0.001" : String.format(Locale.ROOT, "%.3f", probability);
  }
}
