package dev.fovea.insight.reading;

import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.TokenRole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The same measurement on one prompt with more and more of its context.
public final class LengthSweep {
  private LengthSweep() {}

  /// A measurement at one length.
  ///
  /// @param context context tokens of the prompt
  /// @param tokens all tokens of it
  public record Point<T>(int context, int tokens, T measured) {}

  /// Measures prompts that have the newest tokens of the context only, as if the older ones had
  /// never been: positions are renumbered.
  ///
  /// @param context how many context tokens to keep; a number above those that there are means all
  public static <T> List<Point<T>> over(
      PreparedPrompt prompt, List<Integer> context, Function<PreparedPrompt, T> measure) {
    int[] all = prompt.layout().positions(TokenRole.CONTEXT);
    List<Point<T>> points = new ArrayList<>();
    for (int wanted : context) {
      int count = Math.min(wanted, all.length);
      int first = count == 0 ? prompt.length() : all[all.length - count];
      int[] rows =
          IntStream.range(0, prompt.length())
              .filter(row ->
                  row >= first || prompt.layout().tokens().get(row).role() != TokenRole.CONTEXT)
              .toArray();
      try (PreparedPrompt shorter = prompt.select(rows, PositionRule.RENUMBER)) {
        points.add(new Point<>(count, rows.length, measure.apply(shorter)));
      }
    }
    return points;
  }
}
