package dev.fovea.cli.print;

/// How a command ended, for scripts. An interrupted process ends with 130 by itself.
public final class ExitCode {
  /// What was asked for is done.
  public static final int DONE = 0;

  /// A check did not hold.
  public static final int CHECK_FAILED = 1;

  /// Wrong usage or bad input.
  public static final int BAD_INPUT = 2;

  /// Not enough memory or disk, or standard output cannot be written.
  public static final int NOT_ENOUGH_ROOM = 3;

  /// Whoever read the output has gone, as `head` does: what shells show of a program that the
  /// signal for it (13) ended.
  static final int BROKEN_PIPE = 128 + 13;

  private ExitCode() {}
}
