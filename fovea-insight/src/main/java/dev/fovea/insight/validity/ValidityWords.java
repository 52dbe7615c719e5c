package dev.fovea.insight.validity;

import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.statistics.Estimate;
import dev.fovea.insight.validity.ScoreValidity.SettingResult;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a [ScoreValidity] says in words: which setting ranks best, and which are above random,
/// place and length by more than chance.
public final class ValidityWords {
  private ValidityWords() {}

  /// Which setting is best, and which are surely better or worse than random.
  public static String sentence(ScoreValidity validity, Measure measure) {
    List<SettingResult> measured =
        validity.settings().stream().filter(it -> it.estimates().containsKey(measure)).toList();
    Optional<SettingResult> best =
        measured.stream().max(Comparator.comparingDouble(it -> mean(it.estimates(), measure)));
    if (best.isEmpty()) {
      return "No context has this measure.";
    }
    String first =
        String.format(
            Locale.ROOT,
            "Highest is %s with %s; random scores on the same contexts reach %s.",
            best.get().label(),
            Numbers.percent(mean(best.get().estimates(), measure)),
            Numbers.percent(mean(best.get().random(), measure)));
    return first
        + compared(measured, "random", measure, SettingResult::difference)
        + orderSentence(validity, measured, measure);
  }

  /// Which settings are above something with their whole interval, and which below.
  private static String compared(
      List<SettingResult> measured,
      String what,
      Measure measure,
      Function<SettingResult, Map<Measure, Estimate>> differences) {
    List<Estimate> all =
        measured.stream()
            .map(it -> Optional.ofNullable(differences.apply(it).get(measure)))
            .flatMap(Optional::stream)
            .toList();
    if (all.stream().allMatch(it -> it.interval().isEmpty())) {
      return all.stream()
          .findFirst()
          .map(it ->
              String.format(
                  Locale.ROOT,
                  " Whether any is above or below %s these contexts cannot tell: %s.",
                  what,
                  it.withoutInterval()))
          .orElse("");
    }
    return String.format(
        Locale.ROOT,
        " Surely above %s: %s; surely below: %s.",
        what,
        named(measured, range -> range.low() > 0, measure, differences),
        named(measured, range -> range.high() < 0, measure, differences));
  }

  private static String named(
      List<SettingResult> results,
      Predicate<Estimate.Interval> side,
      Measure measure,
      Function<SettingResult, Map<Measure, Estimate>> differences) {
    String names =
        results.stream()
            .filter(it -> interval(differences.apply(it), measure).filter(side).isPresent())
            .map(SettingResult::label)
            .distinct()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : names;
  }

  /// What place and length reach, and who beats them.
  private static String orderSentence(
      ScoreValidity validity, List<SettingResult> measured, Measure measure) {
    return validity
        .strongest(measure)
        .map(strongest ->
            String.format(
                    Locale.ROOT,
                    " Without any model, %s.",
                    orders(validity, measure).stream()
                        .map(order ->
                            String.format(
                                Locale.ROOT,
                                "%s reaches %s",
                                words(order),
                                Numbers.percent(reached(validity, order, measure))))
                        .collect(Collectors.joining("; ")))
                + compared(measured, words(strongest), measure, SettingResult::aboveOrder))
        .orElse("");
  }

  private static Optional<Estimate.Interval> interval(
      Map<Measure, Estimate> estimates, Measure measure) {
    return Optional.ofNullable(estimates.get(measure)).flatMap(Estimate::interval);
  }

  static double mean(Map<Measure, Estimate> estimates, Measure measure) {
    Estimate estimate = estimates.get(measure);
    return estimate == null ? Double.NaN : estimate.mean();
  }

  /// What place and length reach without any model, and who beats them, of all other sentences.
  public static String orderSentence(ScoreValidity validity) {
    return orderSentence(validity, validity.settings(), Measure.AUC).strip();
  }

  /// Of place and of length the better direction each; none for measures that need a policy.
  static List<PlainOrder> orders(ScoreValidity validity, Measure measure) {
    return Stream.of(
            List.of(PlainOrder.EARLIER, PlainOrder.LATER),
            List.of(PlainOrder.SHORTER, PlainOrder.LONGER))
        .flatMap(directions ->
            directions.stream()
                .filter(
                    order -> validity.orders().getOrDefault(order, Map.of()).containsKey(measure))
                .max(Comparator.comparingDouble(order -> reached(validity, order, measure)))
                .stream())
        .toList();
  }

  private static double reached(ScoreValidity validity, PlainOrder order, Measure measure) {
    return mean(validity.orders().getOrDefault(order, Map.of()), measure);
  }

  static String words(PlainOrder order) {
    return switch (order) {
      case EARLIER -> "place alone (earlier higher)";
      case LATER -> "place alone (later higher)";
      case SHORTER -> "length alone (shorter higher)";
      case LONGER -> "length alone (longer higher)";
    };
  }
}
