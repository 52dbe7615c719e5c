package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs in `examples/java`, compiled as they stand and run in the folder above, as their
/// README says; in one process, as each would load libtorch anew.
class ExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path EXAMPLES = ROOT.resolve("examples/java");

  private static final String PRINTED =
      """
      == Ask
      circle
      357 of 1279 tokens dropped
      == BatchOfQuestions
      000.png: orange
      001.png: triangle
      missing.png: failed, examples/images/missing.png: no such file
      006.png: one
      011.png: ring
      == ChatAboutImages
      circle
      middle left
      == InsightEntropy
      The last token's attention has an entropy of 4.21\u00a0nats on average, most in layer 1 (6.37\u00a0nats), \
      least in layer 0 (2.64\u00a0nats): on average as much as if it were spread evenly over 67.4 tokens. \
      It is 4.22\u00a0nats in the shallower half of the layers (0 to 2), and less in the deeper half, 4.20\u00a0nats.
      Pruning lowered the entropy of the rows of the last token in 4 of 6 layers; the mean went from \
      4.21\u00a0nats to 4.01\u00a0nats.
      == OwnObserver
      684 of 1279 tokens kept
      circle
      == PruneWithSettings
      1279 of 1279 tokens: star
      922 of 1279 tokens: circle
      922 of 1279 tokens: circle
      697 of 1279 tokens: circle
      == StreamAnswer
       circle
      STOP
      """;

  @Test
  void everyExamplePrintsItsAnswer(@TempDir Path folder) throws IOException, InterruptedException {
    List<String> programs = programs();
    // The class path's relative entries count from another folder.
    String classPath =
        Stream.concat(
                Stream.of(folder.toString()),
                Stream.of(
                    System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator))))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    List<String> compile = new ArrayList<>(List.of("-d", folder.toString(), "-cp", classPath));
    compile.addAll(List.of("-proc:none", "-Xlint:all,-path,-classfile", "-Werror"));
    programs.forEach(name -> compile.add(EXAMPLES.resolve(name + ".java").toString()));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, compile.toArray(String[]::new)))
        .isZero();
    List<String> run = new ArrayList<>();
    run.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    run.add("--enable-native-access=ALL-UNNAMED");
    run.add("--sun-misc-unsafe-memory-access=allow");
    run.addAll(List.of("-cp", classPath, AllExamples.class.getName()));
    run.addAll(programs);
    Path output = folder.resolve("output");

    int code =
        new ProcessBuilder(run)
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();

    assertThat(Files.readString(output)).isEqualTo(PRINTED);
    assertThat(code).isZero();
  }

  @Test
  void theirListHasThemAll() throws IOException {
    String list = Files.readString(EXAMPLES.resolve("README.md"));
    assertThat(programs()).hasSize(7).allMatch(name -> list.contains("`" + name + ".java`"));
  }

  private static List<String> programs() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .sorted()
          .toList();
    }
  }
}
