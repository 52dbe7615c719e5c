package dev.fovea.insight.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageFileTest {
  private final Page page = new Page("title", "kicker", "heading", "", List.of(), "footer");

  @Test
  void fileIsWrittenWholeOrNotAtAll(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("page.html");
    Files.writeString(file, "old");

    PageFile.write(file, page);

    assertThat(file).hasContent(page.html());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
    assertThatThrownBy(() -> PageFile.write(folder.resolve("none/page.html"), page))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("none/page.html: cannot be written");
    Path occupied = folder.resolve("occupied.html");
    Files.createDirectories(occupied.resolve("x"));
    assertThatThrownBy(() -> PageFile.write(occupied, page)).isInstanceOf(FoveaException.class);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file, occupied);
    }
  }

  @Test
  void placesThatTakeNoPageAreToldBeforeTheWork(@TempDir Path folder) {
    PageFile.check(folder.resolve("page.html"));
    assertThatThrownBy(() -> PageFile.check(folder.resolve("none/page.html")))
        .isInstanceOf(FoveaException.class)
        .hasMessage(folder.resolve("none") + ": expected a folder to write to, found none");
    assertThatThrownBy(() -> PageFile.check(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessage(folder + ": expected a file to write, found a folder");
  }

  @Test
  void onlyAnEarlierPageIsReplaced(@TempDir Path folder) throws IOException {
    Path earlier = folder.resolve("page.html");
    PageFile.write(earlier, page);
    PageFile.check(earlier);
    PageFile.check(Files.createFile(folder.resolve("empty.html")));

    for (String text : List.of("notes", "<!doctype html>\n<html lang=\"en\">\n<p>mine", " ")) {
      Path other = Files.writeString(folder.resolve("other"), text);
      assertThatThrownBy(() -> PageFile.check(other))
          .isInstanceOf(FoveaException.class)
          .hasMessage(
              other
                  + ": expected a new file, or an earlier page of Fovea to replace, found another file; choose another name");
    }
  }

  @Test
  void everyPageBeginsAlikeAndNamesItsMaker() {
    assertThat(page.html()).startsWith(Page.beginning());
    assertThat(Page.beginning()).contains("<meta name=\"generator\" content=\"Fovea\">");
  }
}
