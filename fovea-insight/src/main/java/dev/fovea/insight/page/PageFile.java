package dev.fovea.insight.page;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.AtomicFile;
import dev.fovea.engine.file.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// Where a page is written to.
public final class PageFile {
  private PageFile() {}

  /// Finds out before the work whether a page can be written at all, and that it takes the place of
  /// nothing but an earlier page.
  ///
  /// @throws FoveaException if the folder is missing or closed, the file is a folder, or it holds
  ///   something else
  public static void check(Path file) {
    AtomicFile.check(file);
    if (Files.isRegularFile(file) && !isPage(file)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected a new file, or an earlier page of Fovea to replace, found another file; choose another name",
              file));
    }
  }

  /// Whether the file begins as every page does; an empty one may become a page.
  private static boolean isPage(Path file) {
    byte[] beginning = Page.beginning().getBytes(StandardCharsets.UTF_8);
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] found = stream.readNBytes(beginning.length);
      return found.length == 0 || Arrays.equals(found, beginning);
    } catch (IOException e) {
      throw FileProblem.unreadable(file, e);
    }
  }

  /// Writes the page, whole or not at all.
  ///
  /// @throws FoveaException if the file cannot be written
  public static void write(Path file, Page page) {
    AtomicFile.write(file, page.html());
  }
}
