package dev.fovea.cli.option;

import dev.fovea.cli.print.Messages;
import dev.fovea.engine.EngineOptions;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/// More threads than processors only wait for each other.
public final class ThreadLimit {
  private ThreadLimit() {}

  /// As many threads as were asked for and there are processors; says so where these are fewer.
  public static int apply(int threads, CommandSpec command) {
    int most = EngineOptions.mostThreads();
    if (threads <= most) {
      return threads;
    }
    new Messages(command.commandLine())
        .failure(
            String.format(
                Locale.ROOT,
                "--threads %d: this machine has %d %s, so %d %s used",
                threads,
                most,
                most == 1 ? "processor" : "processors",
                most,
                most == 1 ? "is" : "are"));
    return most;
  }
}
