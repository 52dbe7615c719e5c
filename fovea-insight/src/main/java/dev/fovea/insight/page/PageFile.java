package dev.fovea.insight.page;

import dev.fovea.engine.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/// Where a page is written to.
public final class PageFile {
  private PageFile() {}

  /// Finds out before the work whether a page can be written at all.
  ///
  /// @throws FoveaException if the folder is missing or closed, or the file is a folder
  public static void check(Path file) {
    Path folder = folder(file);
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected a folder to write to, found %s",
              folder,
              Files.exists(folder) ? "one that is closed" : "none"));
    }
    if (Files.isDirectory(file)) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: expected a file to write, found a folder", file));
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), () -> file + " is no file");
  }

  /// Writes the page, whole or not at all.
  ///
  /// @throws FoveaException if the file cannot be written
  public static void write(Path file, Page page) {
    Path target = file.toAbsolutePath();
    try {
      // Not Files.createTempFile, whose files nobody else may read.
      Path temporary =
          folder(file)
              .resolve(
                  String.format(
                      Locale.ROOT, ".%s.%s.part", target.getFileName(), UUID.randomUUID()));
      try {
        Files.writeString(temporary, page.html(), StandardOpenOption.CREATE_NEW);
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new FoveaException(String.format(Locale.ROOT, "%s: cannot be written: %s", file, e), e);
    }
  }
}
