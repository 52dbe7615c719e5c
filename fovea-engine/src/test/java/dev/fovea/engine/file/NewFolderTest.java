package dev.fovea.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NewFolderTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aFolderIsMadeWithThoseAboveIt() {
    NewFolder.create(
        folder.resolve("a/b/c"), 1, inside -> Files.writeString(inside.resolve("x"), "text"));

    assertThat(folder.resolve("a/b/c/x")).hasContent("text");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void nothingIsLeftOfAFolderThatFailsNorOfThoseAbove() {
    Path model = folder.resolve("above/model");

    assertThatThrownBy(() ->
            NewFolder.create(
                model,
                2,
                unfinished -> {
                  Files.writeString(unfinished.resolve("config.json"), "{}");
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(CapacityException.class)
        .hasMessage(model + ": cannot be written: No space left on device");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDiskWithoutRoomIsToldBeforeAnyWork() {
    Path large = folder.resolve("large");

    assertThatThrownBy(() -> NewFolder.create(large, Long.MAX_VALUE, _ -> {}))
        .isInstanceOf(CapacityException.class)
        .hasMessageMatching(
            ".*large: not enough room on the disk: expected 9,223,.* bytes, found [\\d,]+");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsThereStaysAsItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");

    assertThatThrownBy(() -> NewFolder.check(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessage(folder + ": expected a new folder, found one");
    assertThatThrownBy(() -> NewFolder.create(file, 1, _ -> {}))
        .hasMessage(file + ": expected a new folder, found a file");
    assertThatThrownBy(() -> NewFolder.create(file.resolve("x"), 1, _ -> {}))
        .hasMessage(file.resolve("x") + ": cannot be made: " + file + " is no folder");
    assertThat(file).hasContent("mine");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links take a privilege there")
  void aLinkToNothingIsNotReplaced() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("gone"));

    assertThatThrownBy(() -> NewFolder.create(link, 1, _ -> {}))
        .hasMessage(link + ": expected a new folder, found a file");
    assertThat(link).isSymbolicLink();
  }
}
