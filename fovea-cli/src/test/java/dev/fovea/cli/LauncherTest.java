package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.print.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The script `fovea`, on a tree of its own with a Java and a Maven that only tell how they were
/// called.
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  /// Prints its arguments, a line each.
  private static final String JAVA = "#!/bin/sh\nprintf '%s\\n' \"$@\"\n";

  /// Writes down that it was called, waits until it may go on, and makes a jar or fails.
  private static final String MAVEN =
      """
      #!/bin/sh
      echo call >>calls
      while [ -e wait ]; do sleep 0.05; done
      echo '[INFO] Building Fovea Test'
      [ ! -e broken ] || { echo '[ERROR] it does not compile'; exit 1; }
      mkdir -p fovea-cli/target
      echo built >fovea-cli/target/fovea-cli.jar
      """;

  @TempDir private Path folder = Path.of("");
  private Path root = Path.of("");
  private Path jar = Path.of("");
  private Path source = Path.of("");

  @BeforeEach
  void makeTree() throws IOException {
    root = Files.createDirectories(folder.resolve("a tree"));
    Files.copy(Path.of("..", "fovea"), root.resolve("fovea"));
    jar = root.resolve("fovea-cli/target/fovea-cli.jar");
    source = write(root.resolve("fovea-cli/src/main/java/Main.java"), "class Main {}");
    write(root.resolve("pom.xml"), "<project/>");
    program(folder.resolve("jdk/bin/java"), JAVA);
    write(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    program(folder.resolve("bin/mvn"), MAVEN);
    Files.createDirectories(folder.resolve("elsewhere"));
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static void program(Path file, String text) throws IOException {
    write(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// A program that is newer than its sources.
  private void build() throws IOException {
    write(jar, "built before");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(file -> !file.equals(jar)).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
      }
    }
  }

  private record Ended(int code, String out, String err) {}

  private Process start(String shell, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", shell);
    Map<String, String> all = builder.environment();
    all.clear();
    all.put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    all.put("JAVA_HOME", folder.resolve("jdk").toString());
    all.put("HOME", folder.resolve("home").toString());
    all.put("TMPDIR", folder.resolve("tmp").toString());
    all.put("LAUNCHER", root.resolve("fovea").toString());
    all.putAll(environment);
    return builder.directory(folder.resolve("elsewhere").toFile()).start();
  }

  private static Ended end(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out, err);
  }

  private Ended run(String shell, Map<String, String> environment)
      throws IOException, InterruptedException {
    return end(start(shell, environment));
  }

  private Ended run() throws IOException, InterruptedException {
    return run("exec \"$LAUNCHER\" ask 'Which one?'", Map.of());
  }

  private int builds() throws IOException {
    Path calls = root.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  private void awaitBuild() throws IOException, InterruptedException {
    while (builds() == 0) {
      Thread.sleep(20);
    }
  }

  private static void assertStarted(Ended ended) {
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).endsWith("ask\nWhich one?\n");
  }

  @Test
  void whatIsBuiltStartsWithoutAWord() throws Exception {
    build();

    Ended ended = run();

    assertStarted(ended);
    assertThat(ended.err()).isEmpty();
    assertThat(builds()).isZero();
    assertThat(ended.out().lines())
        .contains(
            "-XX:ErrorFile=" + folder.resolve("tmp") + "/fovea-crash-%p.log",
            "-XX:ReplayDataFile=" + folder.resolve("tmp") + "/fovea-replay-%p.log")
        .noneMatch(flag -> flag.startsWith("-Xmx"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unset HOME", "HOME=", "export HOME="})
  void aUserWithoutAHomeMayStartIt(String change) throws Exception {
    build();

    Ended ended = run(change + "; exec \"$LAUNCHER\" ask 'Which one?'", Map.of());

    assertStarted(ended);
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void newerSourcesAreBuiltOnce() throws Exception {
    build();
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(-1)));
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(-9)));

    Ended first = run();
    Ended second = run();

    assertStarted(first);
    assertThat(first.err())
        .startsWith("fovea: the sources are newer than the program\nfovea: building once with JDK")
        .contains("\n  Building Fovea Test\nfovea: built in ");
    assertStarted(second);
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
    assertThat(Files.readString(jar)).isEqualTo("built\n");
  }

  @Test
  void aBuildThatFailsSaysSoAndTheOldProgramDoesNotRun() throws Exception {
    build();
    Files.setLastModifiedTime(jar, FileTime.from(LONG_AGO.minusSeconds(1)));
    write(root.resolve("broken"), "");

    Ended ended = run();

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("fovea: the build failed; the end of " + root + "/target/build.log:\n")
        .endsWith("[ERROR] it does not compile\n");
    assertThat(root.resolve("target/.building")).doesNotExist();
  }

  @Test
  void withoutMavenTheOldProgramRunsAndSaysThatItIsOld() throws Exception {
    build();
    Files.setLastModifiedTime(jar, FileTime.from(LONG_AGO.minusSeconds(1)));
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of("bash", "find", "head", "readlink", "rm", "mv", "printf", "sh", "uname")) {
      for (String place : List.of("/usr/bin", "/bin")) {
        if (Files.exists(Path.of(place, tool))) {
          program(tools.resolve(tool), "#!/bin/sh\nexec " + place + "/" + tool + " \"$@\"\n");
        }
      }
    }

    Ended ended = run("exec \"$LAUNCHER\" ask 'Which one?'", Map.of("PATH", tools.toString()));

    assertStarted(ended);
    assertThat(ended.err())
        .isEqualTo(
            "fovea: the sources are newer than the program, which cannot be built anew here (Maven or the right to write is missing): running it as it is\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A process that is gone, one that has the number of another by now, two older kinds.
        "sleep 0 & wait $!; echo \"$! x\" >\"$LOCK\"",
        "echo \"$$ Mon Jan  1 00:00:00 2001\" >\"$LOCK\"",
        "sleep 0 & wait $!; echo $! >\"$LOCK\"",
        "mkdir \"$LOCK\"",
        ": >\"$LOCK\""
      })
  void aLockWhoseOwnerIsGoneIsTakenOver(String left) throws Exception {
    Path lock = Files.createDirectories(root.resolve("target")).resolve(".building");

    Ended ended =
        run(left + "; exec \"$LAUNCHER\" ask 'Which one?'", Map.of("LOCK", lock.toString()));

    assertStarted(ended);
    assertThat(builds()).isEqualTo(1);
    try (Stream<Path> files = Files.list(root.resolve("target"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("build.log", ".begin");
    }
  }

  @Test
  void startsAtTheSameTimeBuildOnce() throws Exception {
    Path lock = Files.createDirectories(root.resolve("target")).resolve(".building");
    write(lock, "999999999\n"); // all of them find a lock that nobody has
    String shell = "for i in 1 2 3 4 5; do \"$LAUNCHER\" ask 'Which one?' >out.$i & done; wait";

    Ended ended = run(shell, Map.of());

    assertThat(builds()).as(ended.err()).isEqualTo(1);
    for (int i = 1; i <= 5; i++) {
      assertThat(Files.readString(folder.resolve("elsewhere/out." + i))).endsWith("Which one?\n");
    }
  }

  @Test
  void aStartThatIsKilledLeavesItsBuildToTheNext() throws Exception {
    Path wait = write(root.resolve("wait"), "");
    Process killed = start("exec \"$LAUNCHER\" ask 'Which one?'", Map.of());
    awaitBuild();
    killed.destroyForcibly().waitFor();

    Process next = start("exec \"$LAUNCHER\" ask 'Which one?'", Map.of());
    String said = next.errorReader(StandardCharsets.UTF_8).readLine();
    Files.delete(wait);

    assertThat(said).isEqualTo("fovea: another start is building, waiting for it");
    assertStarted(end(next));
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "no other system limits addresses")
  void tooFewAddressesAreSaidBeforeJavaStarts() throws Exception {
    build();

    Ended ended = run("ulimit -v 2000000; exec \"$LAUNCHER\" ask 'Which one?'", Map.of());

    assertThat(ended.code()).isEqualTo(ExitCode.NOT_ENOUGH_ROOM);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .isEqualTo(
            "fovea: not enough memory: ulimit -v is 2000000 kB, Java and libtorch need at least 2400000 (ulimit -v unlimited)\n");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "no other system limits addresses")
  void aLimitOfAddressesLeavesMostOfThemToLibtorch() throws Exception {
    build();

    Ended ended = run("ulimit -v 5120000; exec \"$LAUNCHER\" ask 'Which one?'", Map.of());

    assertStarted(ended);
    assertThat(ended.out().lines()).contains("-Xmx1000m", "-XX:CompressedClassSpaceSize=64m");
  }
}
