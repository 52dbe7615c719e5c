package dev.fovea.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.error.CapacityException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileProblemTest {
  @Test
  void everyReasonIsInWords() {
    Map<IOException, String> reasons =
        Map.ofEntries(
            Map.entry(new NoSuchFileException("x"), "no such file or folder"),
            Map.entry(new AccessDeniedException("x"), "permission denied"),
            Map.entry(new DirectoryNotEmptyException("x"), "the folder is not empty"),
            Map.entry(
                new FileAlreadyExistsException("x"), "there is something of that name already"),
            Map.entry(new FileSystemLoopException("x"), "its links lead in a circle"),
            Map.entry(new NotDirectoryException("x"), "expected a folder, found a file"),
            Map.entry(
                new FileSystemException("x", null, "File name too long"), "File name too long"),
            Map.entry(
                new FileSystemException("x"), "the system gives no reason (FileSystemException)"),
            Map.entry(new ClosedByInterruptException(), "interrupted"),
            Map.entry(new MalformedInputException(1), "expected text in UTF-8, found other bytes"),
            Map.entry(new EOFException(), "it ends too early"),
            Map.entry(new IOException("Is a directory"), "it is a folder"),
            Map.entry(new IOException("Input/output error"), "Input/output error"),
            Map.entry(new IOException(), "the system gives no reason (IOException)"),
            // As ImageIO has it.
            Map.entry(
                new IOException("I/O error writing!", new IOException("No space left on device")),
                "No space left on device"));

    reasons.forEach((failure, reason) ->
        assertThat(FileProblem.reason(failure)).as(failure.toString()).isEqualTo(reason));
  }

  @Test
  void aFullDiskIsWantOfRoom() {
    IOException full = new IOException("Disk quota exceeded");

    assertThat(FileProblem.unwritable(Path.of("a.txt"), full))
        .isInstanceOf(CapacityException.class)
        .hasMessage("a.txt: cannot be written: Disk quota exceeded")
        .hasCause(full);
    assertThat(FileProblem.unwritable("standard output", new IOException("Broken pipe")))
        .isNotInstanceOf(CapacityException.class)
        .hasMessage("standard output cannot be written: Broken pipe");
    assertThat(FileProblem.unreadable(Path.of("a.txt"), new AccessDeniedException("a.txt")))
        .hasMessage("a.txt: cannot be read: permission denied");
  }
}
