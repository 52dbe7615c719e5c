package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Value;
import dev.fovea.jinja.option.Limits;

/// Counts what one rendering has used and stops it at its limits.
public final class Budget {
  /// What an element of a collection is charged as, in characters.
  private static final long ELEMENT = 8;

  /// Characters that are read in about the time of one step.
  private static final int CHARACTERS_PER_STEP = 256;

  private final Limits limits;
  private long steps;
  private long allocation;
  private long output;
  private int depth;

  /// A budget nothing has been used of.
  public Budget(Limits limits) {
    this.limits = limits;
  }

  /// Charges one evaluation or visit of an element.
  public void step() {
    steps(1);
  }

  /// Charges for looking at a value, which takes longer for long text.
  public void visit(Value value) {
    steps(value instanceof Value.Text text ? 1 + text.text().length() / CHARACTERS_PER_STEP : 1);
  }

  /// Charges several steps.
  public void steps(long count) {
    steps += count;
    if (steps > limits.steps()) {
      throw PythonError.limit("the template needs more than " + limits.steps() + " steps");
    }
  }

  /// Charges for copying that many characters; call it before they are made.
  public void characters(long count) {
    if (count > limits.allocation() - allocation) {
      throw PythonError.limit(
          "the template builds more than " + limits.allocation() + " characters of values");
    }
    allocation += count;
  }

  /// Charges for a collection of that many elements; call it before it is made.
  public void elements(long count) {
    characters(Math.multiplyExact(Math.min(count, Integer.MAX_VALUE), ELEMENT));
    steps(Math.min(count, Integer.MAX_VALUE));
  }

  /// Charges for characters of the final output.
  public void output(long count) {
    output += count;
    if (output > limits.output()) {
      throw PythonError.limit("the output is longer than " + limits.output() + " characters");
    }
  }

  /// Goes one level down; every call is followed by [#leave()].
  public void enter() {
    step();
    if (++depth > limits.depth()) {
      throw PythonError.limit("the template nests more than " + limits.depth() + " levels");
    }
  }

  /// Comes back from the level that [#enter()] went to.
  public void leave() {
    depth--;
  }
}
