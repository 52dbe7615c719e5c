package dev.fovea.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicFileTest {
  @TempDir private Path folder = Path.of("");

  private void assertOnly(Path... files) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      assertThat(found).containsExactlyInAnyOrder(files);
    }
  }

  @Test
  void aFileIsReplacedAndNothingIsLeftBesideIt() throws IOException {
    Path file = folder.resolve("a.txt");

    AtomicFile.write(file, "one");
    AtomicFile.write(file, "zwei ü");

    assertThat(file).hasBinaryContent("zwei ü".getBytes(StandardCharsets.UTF_8));
    assertOnly(file);
  }

  @Test
  void whatFailsLeavesTheFileAsItWas() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");

    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                channel -> {
                  channel.write(ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}));
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(CapacityException.class)
        .hasMessage(file + ": cannot be written: No space left on device");
    assertThat(file).hasContent("old");
    assertOnly(file);
  }

  @Test
  void aNameAsLongAsNamesCanBeIsWritten() throws IOException {
    Path file = folder.resolve("n".repeat(255));

    AtomicFile.write(file, "text");

    assertThat(file).hasContent("text");
    assertOnly(file);
  }

  @Test
  void placesThatTakeNoFileAreNamed() throws IOException {
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("none/a.txt"), "x"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            folder.resolve("none/a.txt")
                + ": cannot be written: there is no folder "
                + folder.resolve("none"));
    assertThatThrownBy(() -> AtomicFile.write(folder, "x"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(folder + ": cannot be written: it is a folder");
    assertOnly();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links take a privilege there")
  void aLinkStaysAndWhatItLeadsToIsWritten() throws IOException {
    Path real =
        Files.writeString(Files.createDirectory(folder.resolve("deep")).resolve("r"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("deep/other"));
    Files.createSymbolicLink(folder.resolve("deep/other"), Path.of("r"));
    Path toNothing = Files.createSymbolicLink(folder.resolve("new"), Path.of("deep/not-yet"));

    AtomicFile.write(link, "new");
    AtomicFile.write(toNothing, "first");

    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("deep/other")).isSymbolicLink();
    assertThat(real).isRegularFile().hasContent("new");
    assertThat(toNothing).isSymbolicLink();
    assertThat(folder.resolve("deep/not-yet")).hasContent("first");
    assertOnly(folder.resolve("deep"), link, toNothing);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links take a privilege there")
  void linksInACircleAreRefused() throws IOException {
    Path one = Files.createSymbolicLink(folder.resolve("one"), Path.of("two"));
    Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));

    assertThatThrownBy(() -> AtomicFile.write(one, "x"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(one + ": cannot be written: its links lead in a circle");
  }

  @ParameterizedTest
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such permissions")
  @ValueSource(strings = {"rw-------", "rwxrwxrwx", "rw-rw-rw-", "r--r-----"})
  void permissionsAreKept(String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    boolean writable = Files.isWritable(file); // root may write anything

    if (writable) {
      AtomicFile.write(file, "new");
    } else {
      assertThatThrownBy(() -> AtomicFile.write(file, "new"))
          .hasMessage(file + ": cannot be written: permission denied");
    }

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo(permissions);
    assertThat(file).hasContent(writable ? "new" : "old");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the device is Linux's")
  void aDeviceIsWrittenIntoAndStaysOne() {
    Path full = Path.of("/dev/full");

    AtomicFile.check(full);
    assertThatThrownBy(() -> AtomicFile.write(full, "x"))
        .isInstanceOf(CapacityException.class)
        .hasMessage("/dev/full: cannot be written: No space left on device");
    AtomicFile.write(Path.of("/dev/null"), "x");

    assertThat(full).exists().isNotEqualTo(Path.of("/dev/null"));
    assertThat(Files.isRegularFile(full)).isFalse();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "mkfifo makes the pipe")
  void aNamedPipeIsWrittenIntoAndStaysOne() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(() -> {
          try {
            return Files.readString(pipe);
          } catch (IOException e) {
            return e.toString();
          }
        });

    AtomicFile.check(pipe);
    AtomicFile.write(pipe, "through the pipe");

    assertThat(read.get()).isEqualTo("through the pipe");
    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertOnly(pipe);
  }
}
