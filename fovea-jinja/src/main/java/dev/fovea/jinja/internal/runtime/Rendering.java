package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.option.Limits;
import java.time.Clock;

/// Everything that operations on values share during one rendering. It belongs to one thread.
///
/// @param budget what the rendering may still use
/// @param clock the time `strftime_now` tells
/// @param printer text of values
/// @param iteration elements of values
/// @param comparison equality, order and membership
/// @param arithmetic operators
/// @param slices parts of sequences
public record Rendering(
    Budget budget,
    Clock clock,
    Printer printer,
    Iteration iteration,
    Comparison comparison,
    Arithmetic arithmetic,
    Slices slices) {

  /// A rendering that nothing has been used of.
  public static Rendering create(Limits limits, Clock clock) {
    Budget budget = new Budget(limits);
    Printer printer = new Printer(budget);
    Iteration iteration = new Iteration(budget);
    return new Rendering(
        budget,
        clock,
        printer,
        iteration,
        new Comparison(budget, iteration),
        new Arithmetic(budget, new PercentFormat(budget, printer)),
        new Slices(budget));
  }
}
