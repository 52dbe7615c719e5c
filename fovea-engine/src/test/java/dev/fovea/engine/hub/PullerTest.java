package dev.fovea.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.folder.ModelLocator;
import dev.fovea.engine.folder.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What ends up in the cache, what is asked of the hub, and what is refused.
class PullerTest {
  private static final String CONFIG = "{\"model_type\": \"llava\"}";
  private static final byte[] WEIGHTS = random(300_000);

  @TempDir private Path folder = Path.of("");
  private TestHub hub;
  private Path cache = Path.of("");
  private Path home = Path.of("");
  private final Notices notices = new Notices();

  PullerTest() throws IOException {
    hub = new TestHub();
  }

  @BeforeEach
  void fillHub() {
    cache = folder.resolve("hub");
    home = cache.resolve("models--org--model");
    hub.small("config.json", CONFIG).large("model.safetensors", WEIGHTS);
  }

  @AfterEach
  void closeHub() {
    hub.close();
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private PullResult pull() {
    return Puller.pull(hub.settings(cache), TestHub.MODEL, FileSelection.NEEDED, notices);
  }

  /// Every file below a folder, links with their target, others with their content.
  private static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.toList()) {
        if (Files.isSymbolicLink(path)) {
          tree.put(root.relativize(path).toString(), "-> " + Files.readSymbolicLink(path));
        } else if (Files.isRegularFile(path)) {
          tree.put(root.relativize(path).toString(), TestHub.sha256(Files.readAllBytes(path)));
        }
      }
    }
    return tree;
  }

  private static String digest(String text) {
    return TestHub.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The tree that `snapshot_download` of huggingface_hub 1.33 leaves for the same repository,
  /// without its own `trees` folder.
  @Test
  void theCacheIsLaidOutAsPythonDoesIt() throws IOException {
    String config = TestHub.gitDigest(CONFIG.getBytes(StandardCharsets.UTF_8));
    String weights = TestHub.sha256(WEIGHTS);

    PullResult pulled = pull();

    String snapshot = "models--org--model/snapshots/" + TestHub.COMMIT;
    assertThat(tree(cache))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                ".locks/models--org--model/" + config + ".lock",
                digest(""),
                ".locks/models--org--model/" + weights + ".lock",
                digest(""),
                "CACHEDIR.TAG",
                digest(
                    "Signature: 8a477f597d28d172789f06886806bc55\n# This file is a cache directory tag created by huggingface_hub.\n# For information about cache directory tags, see:\n#\thttps://bford.info/cachedir/\n"),
                "models--org--model/blobs/" + config,
                digest(CONFIG),
                "models--org--model/blobs/" + weights,
                weights,
                "models--org--model/refs/main",
                digest(TestHub.COMMIT),
                snapshot + "/config.json",
                "-> ../../blobs/" + config,
                snapshot + "/model.safetensors",
                "-> ../../blobs/" + weights));
    assertThat(pulled)
        .isEqualTo(
            new PullResult(
                TestHub.MODEL,
                TestHub.COMMIT,
                cache.resolve(snapshot),
                2,
                CONFIG.length() + WEIGHTS.length,
                CONFIG.length() + WEIGHTS.length));
    assertThat(notices.done).hasValue(pulled.bytes());
    assertThat(notices.total).hasValue(pulled.bytes());
    assertThat(new ModelLocator(cache).locate("org/model")).isEqualTo(pulled.folder());
    assertThat(ModelFolder.open(pulled.folder()).config().string("model_type")).isEqualTo("llava");
  }

  @Test
  void onlyWhatFoveaReadsIsAskedFor() {
    byte[] waste = random(10);
    hub.small("tokenizer.json", "{}").small("chat_template.jinja", "").small("README.md", "#");
    hub.large("consolidated.safetensors", waste).large("model.fp16.safetensors", waste);
    hub.large("pytorch_model.bin", waste).large("model.pth", waste).large("onnx/model.onnx", waste);
    hub.large("original/model.safetensors", waste).large("q4.gguf", waste);
    hub.large("model-00001-of-00002.safetensors", waste)
        .small("model.safetensors.index.json", "{}");
    hub.small("trainer_state.json", "{}").small(".gitattributes", "");

    assertThat(pull().files()).isEqualTo(5);
    assertThat(hub.files())
        .containsExactly("README.md", "config.json", "model.safetensors", "tokenizer.json");
  }

  @Test
  void shardsAreThoseThatTheIndexNames() throws IOException {
    try (TestHub sharded = new TestHub()) {
      sharded.small("config.json", CONFIG);
      sharded.large("a-1.safetensors", random(100)).large("a-2.safetensors", random(101));
      sharded.large("a-3.safetensors", random(102)).large("consolidated.safetensors", random(103));
      sharded.small(
          "model.safetensors.index.json",
          "{\"weight_map\": {\"x\": \"a-2.safetensors\", \"y\": \"a-1.safetensors\", \"z\": \"a-2.safetensors\"}}");

      PullResult pulled =
          Puller.pull(sharded.settings(cache), TestHub.MODEL, FileSelection.NEEDED, notices);

      assertThat(sharded.files())
          .containsExactly(
              "a-1.safetensors", "a-2.safetensors", "config.json", "model.safetensors.index.json");
      assertThat(pulled.folder().resolve("a-2.safetensors")).hasBinaryContent(random(101));
      assertThat(pulled.downloaded()).isEqualTo(pulled.bytes());
    }
  }

  /// An adapter changes the answers of the model that it lies beside.
  @Test
  void anAdapterComesWithItsModel() {
    hub.small("adapter_config.json", "{}").large("adapter_model.safetensors", random(500));

    assertThat(pull().files()).isEqualTo(4);
    assertThat(hub.files())
        .containsExactly(
            "adapter_config.json", "adapter_model.safetensors", "config.json", "model.safetensors");
  }

  @Test
  void anAdapterComesAlone() throws IOException {
    try (TestHub alone = new TestHub()) {
      alone.small("adapter_config.json", "{}").small("README.md", "#");
      alone.large("adapter_model.bin", random(400));
      assertThatThrownBy(() ->
              Puller.pull(alone.settings(cache), TestHub.MODEL, FileSelection.NEEDED, notices))
          .hasMessageContaining(
              "expected weights as adapter_model.safetensors beside adapter_config.json, found adapter_model.bin; Fovea reads no other format");

      alone.large("adapter_model.safetensors", random(500));
      Puller.pull(alone.settings(cache), TestHub.MODEL, FileSelection.NEEDED, notices);
      assertThat(alone.files())
          .containsExactly("README.md", "adapter_config.json", "adapter_model.safetensors");
    }
  }

  @Test
  void patternsChooseOtherFiles() {
    hub.small("onnx/a.json", "{}").small("onnx/b.json", "[]").small("c.json", "1");

    Puller.pull(
        hub.settings(cache),
        TestHub.MODEL,
        new FileSelection(List.of("onnx/", "c.*"), List.of("*b.json")),
        notices);

    assertThat(hub.files()).containsExactly("c.json", "onnx/a.json");
    assertThat(home.resolve("snapshots/" + TestHub.COMMIT + "/onnx/a.json"))
        .isSymbolicLink()
        .hasContent("{}");
  }

  @Test
  void whatIsThereIsNotAskedForAgain() throws IOException {
    Path blobs = Files.createDirectories(home.resolve("blobs"));
    Files.write(blobs.resolve(TestHub.sha256(WEIGHTS)), WEIGHTS);

    assertThat(pull().downloaded()).isEqualTo(CONFIG.length());
    assertThat(pull().downloaded()).isZero();
    assertThat(hub.files()).containsExactly("config.json");
    assertThat(hub.requests("config.json")).hasSize(1);
  }

  @Test
  void withoutSymbolicLinksFilesLieInTheSnapshot() {
    HubSettings settings = hub.settings(cache, "HF_HUB_DISABLE_SYMLINKS", "1");

    PullResult pulled = Puller.pull(settings, TestHub.MODEL, FileSelection.NEEDED, notices);

    Path weights = pulled.folder().resolve("model.safetensors");
    assertThat(Files.isSymbolicLink(weights)).isFalse();
    assertThat(weights).hasBinaryContent(WEIGHTS);
    assertThat(pull().downloaded()).isZero();
  }

  @Test
  void twoPullsAtOnceDownloadEveryFileOnce() throws Exception {
    CountDownLatch secondWaits = new CountDownLatch(1);
    hub.nextFile(
        "model.safetensors",
        exchange -> {
          await(secondWaits);
          TestHub.sendFrom(exchange, WEIGHTS, Integer.MAX_VALUE);
        });
    Notices second = new Notices();
    PullListener watched =
        new PullListener() {
          @Override
          public void begins(int files, long bytes) {
            second.begins(files, bytes);
          }

          @Override
          public void advances(long bytes) {
            second.advances(bytes);
          }

          @Override
          public void notice(String line) {
            second.notice(line);
            secondWaits.countDown();
          }
        };
    CompletableFuture<PullResult> one = CompletableFuture.supplyAsync(this::pull);
    Path config =
        home.resolve("blobs/" + TestHub.gitDigest(CONFIG.getBytes(StandardCharsets.UTF_8)));
    while (hub.requests("model.safetensors").isEmpty() || !Files.exists(config)) {
      Thread.sleep(5);
    }

    PullResult two = Puller.pull(hub.settings(cache), TestHub.MODEL, FileSelection.NEEDED, watched);

    assertThat(second.lines)
        .containsExactly("another process downloads model.safetensors, waiting for it");
    assertThat(one.get().downloaded() + two.downloaded()).isEqualTo(two.bytes());
    assertThat(hub.requests("model.safetensors")).hasSize(1);
    assertThat(hub.requests("config.json")).hasSize(1);
    assertThat(second.done).hasValue(second.total.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../out.json",
        "/tmp/out.json",
        "a/../../out.json",
        "a//b",
        "a\\\\..\\\\b",
        "C:x",
        ".",
        ""
      })
  void pathsThatLeaveTheSnapshotAreRefused(String path) throws IOException {
    hub.entry(
        path,
        new byte[0],
        String.format(Locale.ROOT, "\"size\": 0, \"blobId\": \"%s\"", "0".repeat(40)));

    assertThatThrownBy(this::pull)
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("rfilename: expected a path inside the repository");
    assertThat(tree(folder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "abc", "0123456789ABCDEF0123456789abcdef01234567"})
  void digestsThatAreNoneAreRefused(String digest) {
    hub.entry(
        "a.json",
        new byte[0],
        String.format(Locale.ROOT, "\"size\": 0, \"blobId\": \"%s\"", digest));

    assertThatThrownBy(this::pull)
        .hasMessageContaining("blobId: expected a digest in hexadecimal digits");
  }

  @Test
  void aDiskWithoutRoomIsToldBeforeTheDownload() {
    hub.entry(
        "model.safetensors",
        WEIGHTS,
        String.format(Locale.ROOT, "\"size\": %d, \"blobId\": \"%s\"", 1L << 60, "a".repeat(40)));

    assertThatThrownBy(this::pull)
        .isInstanceOf(CapacityException.class)
        .hasMessageContaining("not enough disk space: org/model needs 1,152,921,504,6");
    assertThat(hub.files()).isEmpty();
  }

  @Test
  void aRepositoryThatFoveaCannotReadIsRefusedBeforeTheDownload() throws IOException {
    try (TestHub other = new TestHub()) {
      other.large("pytorch_model.bin", WEIGHTS);
      assertThatThrownBy(() ->
              Puller.pull(other.settings(cache), TestHub.MODEL, FileSelection.NEEDED, notices))
          .hasMessageContaining("expected a model with config.json, found none");
      other.small("config.json", CONFIG);
      assertThatThrownBy(() ->
              Puller.pull(other.settings(cache), TestHub.MODEL, FileSelection.NEEDED, notices))
          .hasMessageContaining("expected weights as model.safetensors")
          .hasMessageContaining("found pytorch_model.bin; Fovea reads no other format");
      assertThat(other.files()).isEmpty();
    }
  }

  @Test
  void offlineSaysWhatIsCachedAndAsksNobody() {
    HubSettings offline = hub.settings(cache).withOffline(true);
    assertThatThrownBy(() -> Puller.pull(offline, TestHub.MODEL, FileSelection.NEEDED, notices))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("org/model: not cached, and the network is off")
        .hasMessageEndingWith("has: nothing");
    assertThat(hub.requests).isEmpty();

    pull();
    int asked = hub.requests.size();
    assertThatThrownBy(() ->
            Puller.pull(
                offline, new RepositoryName("org/other", "v1"), FileSelection.NEEDED, notices))
        .hasMessageContaining("org/other@v1: not cached")
        .hasMessageEndingWith("has: org/model");
    assertThatThrownBy(() -> Puller.pull(offline, TestHub.MODEL, FileSelection.NEEDED, notices))
        .hasMessageContaining("only in part cached")
        .hasMessageContaining("model.safetensors"); // 300,000 random bytes are no safetensors
    assertThat(hub.requests).hasSize(asked);
  }
}
