package dev.fovea.engine.file;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a file could not be read or written, in words for people: exceptions of the JDK name the
/// file alone, or a class.
public final class FileProblem {
  private static final List<String> FULL =
      List.of("no space left on device", "disk quota exceeded", "not enough space on the disk");

  private FileProblem() {}

  /// The reason, without the name of the file.
  public static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case DirectoryNotEmptyException _ -> "the folder is not empty";
      case FileAlreadyExistsException _ -> "there is something of that name already";
      case FileSystemLoopException _ -> "its links lead in a circle";
      case NotDirectoryException _ -> "expected a folder, found a file";
      case FileSystemException system -> given(system.getReason(), failure);
      case ClosedByInterruptException _ -> "interrupted";
      case CharacterCodingException _ -> "expected text in UTF-8, found other bytes";
      case EOFException _ -> "it ends too early";
      default ->
          // Libraries wrap what the system says.
          failure.getCause() instanceof IOException cause
              ? reason(cause)
              : given(failure.getMessage(), failure);
    };
  }

  private static String given(@Nullable String text, IOException failure) {
    return Optional.ofNullable(text)
        .filter(words -> !words.isBlank())
        .map(words -> words.equals("Is a directory") ? "it is a folder" : words)
        .orElseGet(() -> "the system gives no reason (" + failure.getClass().getSimpleName() + ")");
  }

  /// Whether the disk is full.
  public static boolean isFull(IOException failure) {
    String text = reason(failure).toLowerCase(Locale.ROOT);
    return FULL.stream().anyMatch(text::contains);
  }

  /// What to throw where a file or folder cannot be written: a
  /// [CapacityException][dev.fovea.engine.error.CapacityException] where the disk is full.
  public static FoveaException unwritable(Path file, IOException failure) {
    return unwritable(file + ":", failure);
  }

  /// As above, for what has no path.
  ///
  /// @param name such as "standard output"
  public static FoveaException unwritable(String name, IOException failure) {
    String message = String.format(Locale.ROOT, "%s cannot be written: %s", name, reason(failure));
    return isFull(failure)
        ? new CapacityException(message, failure)
        : new FoveaException(message, failure);
  }

  /// What to throw where a file or folder cannot be read.
  public static FoveaException unreadable(Path file, IOException failure) {
    return new FoveaException(
        String.format(Locale.ROOT, "%s: cannot be read: %s", file, reason(failure)), failure);
  }
}
