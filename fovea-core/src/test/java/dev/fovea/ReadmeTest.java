package dev.fovea;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java in the README, pasted into a file and run as the README says.
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void itsProgramAnswersCircle(@TempDir Path folder) throws IOException, InterruptedException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    List<String> blocks =
        JAVA.matcher(readme).results().map((MatchResult block) -> block.group(1)).toList();
    assertThat(blocks).hasSize(1);
    List<String> flags =
        Stream.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
            .filter(readme::contains)
            .toList();
    Path file = Files.writeString(folder.resolve("Ask.java"), blocks.getFirst());
    Path output = folder.resolve("output");
    List<String> java =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                flags.stream(),
                Stream.of("-cp", classPath(), file.toString()))
            .flatMap(part -> part)
            .toList();

    Process process =
        new ProcessBuilder(java)
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    int code = process.waitFor();
    assertThat(Files.readString(output, StandardCharsets.UTF_8)).isEqualTo("circle\n");
    assertThat(code).isZero();
  }

  /// This one's, whose relative paths count from another folder.
  private static String classPath() {
    String separator = System.getProperty("path.separator");
    return Stream.of(System.getProperty("java.class.path").split(Pattern.quote(separator)))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .reduce((first, second) -> first + separator + second)
        .orElseThrow();
  }
}
