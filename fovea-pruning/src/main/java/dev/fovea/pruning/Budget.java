package dev.fovea.pruning;

import dev.fovea.engine.error.FoveaException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How much is dropped. Counts and lengths are those of the prunable tokens.
public sealed interface Budget {

  /// Drops at most `floor(rate * prunable)` tokens.
  record Rate(double rate) implements Budget {
    public Rate {
      requireShare("rate", rate);
    }
  }

  /// Drops until at most `keep` prunable tokens are left.
  record Tokens(int keep) implements Budget {
    public Tokens {
      if (keep < 0) {
        throw new FoveaException(
            String.format(Locale.ROOT, "tokens=%d: expected 0 or more tokens to keep", keep));
      }
    }
  }

  /// Drops while the dropped tokens hold at most the share `epsilon` of the scores of the whole
  /// prompt, which is their share of the attention (the `m` of the visual share `v / (1 - m)`).
  record Mass(double epsilon) implements Budget {
    public Mass {
      requireShare("mass", epsilon);
    }
  }

  /// A rate by context length: that of the last step whose length is reached, and 0 below the
  /// first.
  record Schedule(List<Step> steps) implements Budget {
    public Schedule {
      steps = List.copyOf(steps);
      if (steps.isEmpty()) {
        throw new FoveaException("schedule is empty: expected LENGTH:RATE,..., found none");
      }
      for (int i = 1; i < steps.size(); i++) {
        if (steps.get(i).length() <= steps.get(i - 1).length()) {
          throw new FoveaException(
              String.format(
                  Locale.ROOT,
                  "schedule: expected ascending lengths, found %d after %d",
                  steps.get(i).length(),
                  steps.get(i - 1).length()));
        }
      }
    }

    /// The rate for a context of `length` tokens.
    public double rateFor(int length) {
      double rate = 0;
      for (Step step : steps) {
        if (length >= step.length()) {
          rate = step.rate();
        }
      }
      return rate;
    }
  }

  /// From `length` tokens on, `rate` of them are dropped.
  record Step(int length, double rate) {
    public Step {
      if (length < 0) {
        throw new FoveaException(
            String.format(Locale.ROOT, "schedule length %d: expected 0 or more", length));
      }
      requireShare("schedule rate", rate);
    }
  }

  /// `floor(rate * count)` for the decimal number that `rate` is written as, so that 0.29 of 100 is
  /// 29 whatever the nearest binary fraction is.
  static int floorOfShare(double rate, int count) {
    return BigDecimal.valueOf(rate)
        .multiply(BigDecimal.valueOf(count))
        .setScale(0, RoundingMode.FLOOR)
        .intValueExact();
  }

  /// Reads `500:0.1,1000:0.3`.
  static Schedule parseSchedule(String text) {
    List<Step> steps = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] pair = part.split(":", -1);
      if (pair.length != 2) {
        throw Names.wrongValue("schedule", text, "LENGTH:RATE,... such as 500:0.1,1000:0.3");
      }
      steps.add(
          new Step(
              Names.wholeNumber("schedule length", pair[0]),
              Names.share("schedule rate", pair[1])));
    }
    return new Schedule(steps);
  }

  /// The name of the setting that holds this kind of budget.
  default String setting() {
    return switch (this) {
      case Rate _ -> "rate";
      case Tokens _ -> "tokens";
      case Mass _ -> "mass";
      case Schedule _ -> "schedule";
    };
  }

  /// The value of that setting: a number, or the text of a schedule.
  default Object value() {
    return switch (this) {
      case Rate(double rate) -> rate;
      case Tokens(int keep) -> keep;
      case Mass(double epsilon) -> epsilon;
      case Schedule(List<Step> steps) ->
          steps.stream()
              .map(step -> step.length() + ":" + step.rate())
              .collect(Collectors.joining(","));
    };
  }

  private static void requireShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new FoveaException(String.format(Locale.ROOT, "%s %s is outside 0..1", name, share));
    }
  }
}
