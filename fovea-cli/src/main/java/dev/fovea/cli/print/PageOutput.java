package dev.fovea.cli.print;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.PageFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// A page that a command writes if one is wanted: to a file, or to standard output.
///
/// @param option by which it is asked for
public record PageOutput(String option, Optional<Path> file) {

  /// Complains about a wrong place before any work starts.
  ///
  /// @param inputs what the command reads
  public void check(Output output, List<CommandInput> inputs) {
    if (file.isEmpty()) {
      return;
    }
    Path path = file.get();
    if (WrittenFile.isStandardOutput(path)) {
      if (output.json()) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s %s: expected a file, as --json prints an object to standard output",
                option,
                path));
      }
      output.reserveForPage();
      return;
    }
    WrittenFile.requireApart(option, path, inputs);
    PageFile.check(path);
  }

  /// Writes the page if one is wanted.
  public void write(Output output, Supplier<Page> page) {
    if (file.isEmpty()) {
      return;
    }
    if (WrittenFile.isStandardOutput(file.get())) {
      output.page(page.get().html());
    } else {
      PageFile.write(file.get(), page.get());
    }
  }
}
