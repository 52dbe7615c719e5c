package dev.fovea.engine.file;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/// Reads whole files up to a limit. The limit holds while reading, because the size that a file
/// system tells means nothing for devices, pipes and files that grow.
public final class InputFile {
  /// 64 MiB: many times the text that any model reads, and a dozen photographs as data URLs.
  public static final int TEXT_LIMIT = 64 << 20;

  private InputFile() {}

  /// The text of a file, see [InputText#of(byte[], String)].
  ///
  /// @throws FoveaException where it cannot be read, is longer than [#TEXT_LIMIT] bytes, or is no
  ///   text in UTF-8
  public static String text(Path file) {
    try (InputStream stream = open(file)) {
      return text(stream, file.toString());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// The text of a stream, which stays open.
  ///
  /// @param name what messages call it
  /// @throws IOException where the stream fails
  public static String text(InputStream stream, String name) throws IOException {
    byte[] bytes = stream.readNBytes(TEXT_LIMIT + 1);
    if (bytes.length > TEXT_LIMIT) {
      throw new FoveaException(
          String.format(
              Locale.ROOT, "%s: expected at most %d bytes of text, found more", name, TEXT_LIMIT));
    }
    return InputText.of(bytes, name);
  }

  /// Opens a file for reading.
  ///
  /// @throws FoveaException where it cannot be opened
  public static InputStream open(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new FoveaException(
            String.format(Locale.ROOT, "%s: expected a file, found a folder", file));
      }
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// Why a file cannot be read, in one line.
  public static FoveaException unreadable(Path file, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new FoveaException(noSuchFile(file.toString()), cause);
    }
    return new FoveaException(
        String.format(Locale.ROOT, "%s: cannot be read: %s", file, reason(cause)), cause);
  }

  /// Why something failed, without the name of the file.
  static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    String text =
        cause instanceof FileSystemException failure
            ? String.valueOf(failure.getReason())
            : String.valueOf(cause.getMessage());
    return text.lines().findFirst().orElse("");
  }

  /// What is said of a name that no file has.
  public static String noSuchFile(String name) {
    // A path has lost one of the two slashes.
    boolean url = name.toLowerCase(Locale.ROOT).matches("https?:/.*");
    return url
        ? String.format(
            Locale.ROOT,
            "%s: nothing is fetched from the network; download it and give the file",
            name)
        : String.format(Locale.ROOT, "%s: no such file", name);
  }
}
