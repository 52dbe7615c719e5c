package dev.fovea.cli.option;

import dev.fovea.cli.print.CommandInput;
import dev.fovea.cli.print.Output;
import dev.fovea.cli.print.PageOutput;
import dev.fovea.insight.page.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/// `--html`: the results as a page.
public final class HtmlOption {
  @Option(
      names = "--html",
      paramLabel = "FILE.html|-",
      description =
          "Also write a page with charts, their numbers, and a sentence on each; one file, which works without a network. Replaces an earlier page, no other file. - prints it, and the results go to standard error.")
  private Optional<Path> file = Optional.empty();

  /// Complains about a wrong place before any work starts.
  ///
  /// @param inputs what the command reads
  public void check(Output output, List<CommandInput> inputs) {
    page().check(output, inputs);
  }

  /// Writes the page if one is wanted.
  public void write(Output output, Supplier<Page> page) {
    page().write(output, page);
  }

  private PageOutput page() {
    return new PageOutput("--html", file);
  }
}
