package dev.fovea.cli;

import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.PageFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/// `--html`: the results as a page.
final class HtmlOption {
  @Option(
      names = "--html",
      paramLabel = "FILE.html",
      description =
          "Also write a page with charts, their numbers, and a sentence on each; one file, which works without a network.")
  private Optional<Path> file = Optional.empty();

  /// Complains about a wrong place before any work starts.
  void check() {
    file.ifPresent(PageFile::check);
  }

  boolean isGiven() {
    return file.isPresent();
  }

  /// Writes the page if one is wanted.
  void write(Supplier<Page> page) {
    file.ifPresent(path -> PageFile.write(path, page.get()));
  }
}
