package dev.fovea.engine.answer;

import java.util.List;

/// What a model answered.
///
/// @param text the answer, without special tokens and without the stop string
/// @param tokens ids of all generated tokens, the end token included
/// @param finish why it ended
/// @param timings how long it took
public record Answer(String text, List<Integer> tokens, Finish finish, Timings timings) {

  public Answer {
    tokens = List.copyOf(tokens);
  }

  /// Why an answer ended.
  public enum Finish {
    /// The model ended it, or a stop string came.
    STOP,
    /// The token limit was reached.
    LENGTH,
    /// The listener did not want more.
    CANCELLED
  }

  /// @param firstToken milliseconds until the first token was chosen
  /// @param decode milliseconds for all tokens after the first
  public record Timings(double firstToken, double decode) {}
}
