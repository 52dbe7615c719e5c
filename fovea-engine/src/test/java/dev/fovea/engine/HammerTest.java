package dev.fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever threads do with engines, the process lives and answers are right.
class HammerTest {
  private static final int CALLS = 2000;

  @TempDir private Path folder = Path.of("");

  @Test
  void noOrderOfCallsEndsTheProcessOrChangesAnAnswer() throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ErrorFile=" + folder.resolve("crash.txt"),
            "-cp",
            System.getProperty("java.class.path"),
            Hammer.class.getName(),
            Integer.toString(CALLS));
    Process process =
        new ProcessBuilder(java).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    int code = process.waitFor();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(code).as(said).isZero();
    assertThat(said.strip()).matches("(?s).*\\d{4} answered, \\d+ refused");
  }
}
