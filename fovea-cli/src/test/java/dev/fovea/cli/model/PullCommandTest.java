package dev.fovea.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fovea pull` as processes of their own, with the variables that a person would set.
class PullCommandTest {
  private static final int HALF = 300_000;

  @TempDir private Path home = Path.of("");
  private final TinyHub hub = new TinyHub(Run.LLAVA);

  PullCommandTest() throws IOException {}

  @AfterEach
  void closeHub() {
    hub.close();
  }

  private Process start(List<String> arguments, Map<String, String> variables) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.fovea.cli.Main"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("HF_"));
    builder.environment().put("HF_ENDPOINT", hub.endpoint());
    builder.environment().put("HF_HOME", home.toString());
    builder.environment().putAll(variables);
    return builder.start();
  }

  private static Run end(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, err);
  }

  private Run fovea(Map<String, String> variables, String... arguments) throws Exception {
    return end(start(List.of(arguments), variables));
  }

  private Path snapshot() {
    return home.resolve("hub/models--org--model/snapshots/" + TinyHub.COMMIT);
  }

  @Test
  void aPulledModelIsFoundByItsName() throws Exception {
    Run pull = fovea(Map.of(), "pull", "org/model");

    assertThat(pull.printed().lines())
        .containsExactly(
            "org/model: 9 files, 0.7 MB; 0.7 MB downloaded",
            snapshot().toString(),
            "next: fovea ask -m org/model -i IMAGE \"QUESTION\"");
    assertThat(fovea(Map.of(), "inspect", "org/model", "--json").json())
        .containsEntry("supported", true)
        .containsEntry("folder", snapshot().toString());
    Map<String, @Nullable Object> offline =
        fovea(Map.of("HF_HUB_OFFLINE", "1"), "pull", "org/model", "--json").json();
    assertThat(offline)
        .containsEntry("model", "org/model")
        .containsEntry("commit", TinyHub.COMMIT)
        .containsEntry("folder", snapshot().toString())
        .containsEntry("files", 9)
        .containsEntry("downloaded_bytes", 0)
        .containsEntry("offline", true);
    assertThat(hub.ranges).containsExactly("all");
  }

  @Test
  void aKilledPullGoesOnWhereItWas() throws Exception {
    byte[] weights = Files.readAllBytes(Run.LLAVA.resolve(TinyHub.WEIGHTS));
    Path blob = home.resolve("hub/models--org--model/blobs/" + TinyHub.sha256(weights));
    Path partial = blob.resolveSibling(blob.getFileName() + ".incomplete");
    hub.holdAfter(HALF);
    Process first = start(List.of("pull", "org/model"), Map.of());
    while (first.isAlive() && !(Files.exists(partial) && Files.size(partial) == HALF)) {
      Thread.sleep(10);
    }
    first.destroyForcibly().waitFor();
    assertThat(partial).hasSize(HALF);
    assertThat(blob).doesNotExist();
    assertThat(snapshot()).doesNotExist();
    hub.letGo();

    Run second = fovea(Map.of(), "pull", "org/model", "--json");

    assertThat(hub.ranges).containsExactly("all", "bytes=" + HALF + "-");
    assertThat(Run.number(second.json(), "downloaded_bytes"))
        .isBetween(weights.length - HALF + 0.0, weights.length + 0.0);
    assertThat(blob).hasBinaryContent(weights);
    assertThat(snapshot().resolve(TinyHub.WEIGHTS)).isSymbolicLink().hasBinaryContent(weights);
    assertThat(partial).doesNotExist();
  }

  @Test
  void whatCannotBePulledIsToldInALine() throws Exception {
    fovea(Map.of(), "pull", "org/none")
        .refusal()
        .contains("org/none: no such repository on " + hub.endpoint());
    fovea(Map.of(), "pull", "org/model", "--offline")
        .refusal()
        .contains("org/model: not cached, and the network is off");
    fovea(Map.of(), "inspect", "org/model").refusal().contains("`fovea pull org/model`");
  }

  @Test
  void whatIsNoRepositoryIsRefused() {
    Run.of("pull", "a/b/c").refusal().contains("\"a/b/c\": expected a repository of the hub");
    Run.of("pull", "../x").refusal().contains("ORG/NAME or ORG/NAME@REVISION");
    Run.of("pull").refusal().contains("REPO[@REVISION]", "fovea pull -h");
  }
}
