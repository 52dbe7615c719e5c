package dev.fovea.cli.train;

import dev.fovea.cli.print.CommandInput;
import dev.fovea.cli.print.WrittenFile;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.AtomicFile;
import dev.fovea.engine.file.InputFile;
import dev.fovea.lab.CardTables;
import dev.fovea.lab.PublishedFigures;
import dev.fovea.lab.StudyReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The figures of a model card, as files in a folder.
final class CardFiles {
  private static final String FIGURES = "figures.json";
  private static final String TABLES = "figures.md";

  private CardFiles() {}

  /// Finds out before the work whether they can be written, and that they replace nothing but
  /// earlier figures.
  ///
  /// @param lines what else is written
  static void check(Path folder, Optional<Path> lines) {
    WrittenFile.requireFolderName("--card", folder);
    if (!Files.isDirectory(folder)) {
      throw new FoveaException(String.format(Locale.ROOT, "--card %s: no such folder", folder));
    }
    List<CommandInput> others = lines.map(file -> new CommandInput("-o", file)).stream().toList();
    for (String name : List.of(FIGURES, TABLES)) {
      Path file = folder.resolve(name);
      WrittenFile.requireApart("--card", file, others);
      AtomicFile.check(file);
    }
    // The two come together: who has the one has the other.
    Path figures = folder.resolve(FIGURES);
    boolean there = Files.exists(figures) || Files.exists(folder.resolve(TABLES));
    if (there && !(Files.exists(figures) && PublishedFigures.isOne(InputFile.text(figures)))) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "--card %s: expected a folder without %s and %s, or with those of an earlier card, found others",
              folder,
              FIGURES,
              TABLES));
    }
  }

  /// Writes them.
  static void write(Path folder, StudyReport report) {
    AtomicFile.write(folder.resolve(FIGURES), PublishedFigures.write(report));
    AtomicFile.write(folder.resolve(TABLES), CardTables.of(report));
  }
}
