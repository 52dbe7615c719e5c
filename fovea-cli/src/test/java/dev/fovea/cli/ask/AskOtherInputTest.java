package dev.fovea.cli.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Text without white space, pictures that are none.
class AskOtherInputTest {
  private static final String NOTES =
      "港口的书。第一天红船带着盐和绳子进来，管理员把它写了下来。第二天蓝船带着苹果来了！谁付钱？ไม่มีเรือ👨‍👩‍👧";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"token", "word", "sentence"})
  void noShownCharacterIsCut(String unit) throws IOException {
    Path context = Files.writeString(folder.resolve("notes.txt"), NOTES.repeat(4));
    Path page = folder.resolve("why.html");
    Run run =
        ask(
            "--context",
            context,
            "--set",
            "unit=" + unit,
            "--prune",
            "0.5",
            "--explain",
            page,
            "谁?");

    assertThat(run.code()).isZero();
    // The answer of random weights is any bytes; only what is shown of the prompt counts.
    assertThat(run.out().lines().filter(line -> line.startsWith("dropped")).toList())
        .singleElement()
        .asString()
        .contains("… ")
        .doesNotContain("\uFFFD");
    String html = Files.readString(page);
    String prompt = html.substring(html.indexOf("id=\"prompt\""));
    assertThat(prompt.substring(0, prompt.indexOf("</div>")))
        .contains("<del class=")
        .contains("港")
        .doesNotContain("\uFFFD");
  }

  @Test
  void aBudgetIsMetInWholeCharacters() throws IOException {
    Path context = Files.writeString(folder.resolve("notes.txt"), NOTES.repeat(4));
    Map<String, @Nullable Object> tokens =
        Run.object(ask("--context", context, "--prune", "0.5", "--json", "谁?").json(), "tokens");
    double most = Math.floor(0.5 * Run.number(tokens, "prunable"));

    assertThat(Run.number(tokens, "pruned")).isBetween(most - 17, most); // the family has 18 bytes
  }

  @Test
  void aDeviceIsNoPicture() {
    assumeTrue(Files.exists(Path.of("/dev/zero")));
    Run run = ask("-i", "/dev/zero", "Who?");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "fovea: /dev/zero: expected a JPEG, PNG, WebP, GIF or BMP picture, found a file that"
                + " starts with the bytes 00 00 00 00 00 00 00 00");
  }

  private static Run ask(Object... more) {
    Object[] arguments = new Object[more.length + 7];
    System.arraycopy(
        new Object[] {"ask", "-m", Run.LLAVA, "--threads", "1", "--max-tokens", "2"},
        0,
        arguments,
        0,
        7);
    System.arraycopy(more, 0, arguments, 7, more.length);
    return Run.of(arguments);
  }
}
