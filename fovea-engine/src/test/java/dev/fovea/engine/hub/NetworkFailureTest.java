package dev.fovea.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.RepositoryName;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server and a network that do everything wrong that they can.
class NetworkFailureTest {
  private static final String FILE = "model.safetensors";
  private static final byte[] WEIGHTS = PullerTest.random(300_000);
  private static final String LISTING = "/api/models/org/model/revision/main";

  @TempDir private Path cache = Path.of("");
  private final TestHub hub = new TestHub();
  private final Notices notices = new Notices();

  NetworkFailureTest() throws IOException {}

  @BeforeEach
  void fillHub() {
    hub.small("config.json", "{}").large(FILE, WEIGHTS);
  }

  @AfterEach
  void closeHub() {
    hub.close();
  }

  private PullResult pull() {
    return pull(hub.settings(cache));
  }

  private PullResult pull(HubSettings settings) {
    return Puller.pull(settings, TestHub.MODEL, FileSelection.NEEDED, notices);
  }

  private HubSettings withToken() {
    return hub.settings(cache, "HF_TOKEN", "hf_secret");
  }

  private Path blob() {
    return cache.resolve("models--org--model/blobs/" + TestHub.sha256(WEIGHTS));
  }

  private Path partial() {
    return blob().resolveSibling(blob().getFileName() + ".incomplete");
  }

  private List<String> ranges() {
    return hub.requests(FILE).stream().map(request -> request.range().orElse("all")).toList();
  }

  @Test
  void brokenConnectionsGoOnWhereTheyBroke() {
    hub.nextFile(
        FILE,
        exchange -> TestHub.sendFrom(exchange, WEIGHTS, 100_000),
        exchange -> TestHub.sendFrom(exchange, WEIGHTS, 50_000));

    PullResult pulled = pull();

    assertThat(ranges()).containsExactly("all", "bytes=100000-", "bytes=150000-");
    assertThat(blob()).hasBinaryContent(WEIGHTS);
    assertThat(partial()).doesNotExist();
    assertThat(pulled.downloaded()).isEqualTo(pulled.bytes());
    assertThat(notices.done).hasValue(pulled.bytes());
    assertThat(notices.lines).hasSize(2).allMatch(line -> line.contains("trying again in"));
  }

  @Test
  void anEarlierProcessesBytesAreTakenOver() throws IOException {
    Files.createDirectories(blob().resolveSibling(""));
    Files.write(partial(), Arrays.copyOf(WEIGHTS, 123_456));

    PullResult pulled = pull();

    assertThat(ranges()).containsExactly("bytes=123456-");
    assertThat(blob()).hasBinaryContent(WEIGHTS);
    assertThat(pulled.downloaded()).isEqualTo(pulled.bytes() - 123_456);
    assertThat(notices.done).hasValue(pulled.bytes());
  }

  @Test
  void aServerThatIgnoresRangesSendsAllAgain() throws IOException {
    Files.createDirectories(blob().resolveSibling(""));
    Files.write(partial(), Arrays.copyOf(WEIGHTS, 123_456));
    hub.nextFile(FILE, exchange -> TestHub.send(exchange, 200, WEIGHTS));

    PullResult pulled = pull();

    assertThat(ranges()).containsExactly("bytes=123456-");
    assertThat(blob()).hasBinaryContent(WEIGHTS);
    assertThat(notices.done).hasValue(pulled.bytes());
  }

  @Test
  void aDamagedRestOfAnEarlierPullIsReplaced() throws IOException {
    Files.createDirectories(blob().resolveSibling(""));
    Files.write(partial(), new byte[200_000]);

    pull();

    assertThat(ranges()).containsExactly("bytes=200000-", "all");
    assertThat(blob()).hasBinaryContent(WEIGHTS);
    assertThat(notices.lines).singleElement().asString().contains("is damaged, starting over");
  }

  @Test
  void tooLongARestOfAnEarlierPullIsThrownAway() throws IOException {
    Files.createDirectories(blob().resolveSibling(""));
    Files.write(partial(), new byte[300_001]);

    pull();

    assertThat(ranges()).containsExactly("all");
    assertThat(blob()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void wrongBytesAreRemovedAndTold() {
    byte[] wrong = WEIGHTS.clone();
    wrong[299_999]++;
    hub.nextFile(FILE, exchange -> TestHub.send(exchange, 200, wrong));

    assertThatThrownBy(this::pull)
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "model.safetensors: wrong bytes came and were removed: expected sha256 %s, found %s",
                TestHub.sha256(WEIGHTS),
                TestHub.sha256(wrong)));
    assertThat(blob()).doesNotExist();
    assertThat(partial()).doesNotExist();
    assertThat(cache.resolve("models--org--model/refs")).doesNotExist();
    assertThat(cache.resolve("models--org--model/snapshots")).doesNotExist();

    pull();
    assertThat(blob()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void wrongBytesOfASmallFileAreTold() {
    hub.nextFile("config.json", exchange -> TestHub.send(exchange, 200, new byte[] {'[', ']'}));

    assertThatThrownBy(this::pull)
        .hasMessageContaining("config.json: wrong bytes came and were removed: expected git sha1 ");
  }

  @Test
  void wrongSizesAreTold() {
    hub.nextFile(
        FILE,
        exchange -> TestHub.send(exchange, 200, new byte[300_001]),
        exchange -> TestHub.send(exchange, 200, new byte[10]),
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // chunked: no length is said
          exchange.getResponseBody().write(new byte[400_000]);
        });

    for (String found : List.of("300001", "10 or", "3")) {
      assertThatThrownBy(this::pull)
          .isInstanceOf(FoveaException.class)
          .hasMessageContaining("expected 300000 bytes, found " + found);
      assertThat(partial()).doesNotExist();
    }
  }

  @Test
  void theTokenGoesToTheHubOnly() throws IOException {
    try (TestHub store = new TestHub()) {
      URI signed = store.endpoint().resolve("/store?X-Amz-Signature=a%2Bb&x=%22y%22");
      store.next(
          "/store",
          exchange -> TestHub.sendFrom(exchange, WEIGHTS, 1000),
          exchange -> TestHub.sendFrom(exchange, WEIGHTS, WEIGHTS.length));
      TestHub.Answer redirect = TestHub.status(302, "Location", signed.toString());
      hub.nextFile(FILE, redirect, redirect);
      hub.nextFile("config.json", TestHub.status(307, "Location", "/renamed/config.json"));
      hub.next(
          "/renamed/config.json", exchange -> TestHub.send(exchange, 200, new byte[] {'{', '}'}));

      pull(withToken());

      assertThat(hub.requests)
          .hasSize(5)
          .allSatisfy(request -> assertThat(request.authorization()).contains("Bearer hf_secret"));
      assertThat(store.requests)
          .hasSize(2)
          .allSatisfy(request -> assertThat(request.authorization()).isEmpty());
      assertThat(store.requests.get(1).range()).contains("bytes=1000-");
      assertThat(blob()).hasBinaryContent(WEIGHTS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file:///etc/passwd", "http://[", "ftp://127.0.0.1/"})
  void redirectsToNowhereAreToldInTheEnd(String location) {
    TestHub.Answer redirect = TestHub.status(302, "Location", location);
    hub.nextFile(FILE, redirect, redirect, redirect, redirect);

    assertThatThrownBy(this::pull)
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("redirects to no usable address; gave up after 4 tries");
  }

  @Test
  void redirectsInACircleEnd() {
    TestHub.Answer[] circle = new TestHub.Answer[11];
    Arrays.fill(circle, TestHub.status(302, "Location", TestHub.resolve(FILE)));
    hub.nextFile(FILE, circle);

    assertThatThrownBy(this::pull).hasMessageContaining("more than 10 redirects");
  }

  @Test
  void aServerThatIsBusyIsAskedAgainAfterTheTimeItNames() {
    hub.next(LISTING, TestHub.status(429, "Retry-After", "1"));
    hub.nextFile(FILE, TestHub.status(503), TestHub.status(500), TestHub.status(502));

    pull();

    assertThat(notices.lines).hasSize(4);
    assertThat(notices.lines.getFirst())
        .endsWith("HTTP 429, too many requests; trying again in 1 s");
    assertThat(blob()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void aServerThatStaysBrokenIsGivenUp() {
    TestHub.Answer broken = TestHub.status(500);
    hub.nextFile(FILE, broken, broken, broken, broken);

    assertThatThrownBy(this::pull)
        .isInstanceOf(FoveaException.class)
        .hasMessageEndingWith(
            "HTTP 500; gave up after 4 tries, what is downloaded stays for the next pull");
    assertThat(hub.requests(FILE)).hasSize(4);
  }

  @Test
  void aServerThatFallsSilentIsLeft() {
    CountDownLatch end = new CountDownLatch(1);
    hub.nextFile(
        FILE,
        exchange -> {
          TestHub.sendFrom(exchange, WEIGHTS, 1000);
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    pull(hub.settings(cache, "HF_HUB_DOWNLOAD_TIMEOUT", "1"));
    end.countDown();

    assertThat(ranges()).containsExactly("all", "bytes=1000-");
    assertThat(notices.lines).singleElement().asString().contains("silent for 1 s");
  }

  @Test
  void aHubThatIsNotThereIsNamed() {
    HubSettings settings = hub.settings(cache);
    hub.close();

    assertThatThrownBy(() -> pull(settings))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(settings.endpoint().getAuthority() + ": no connection; gave up");
  }

  @Test
  void aMissingTokenIsTold() {
    hub.next(LISTING, TestHub.status(401, "X-Error-Code", "GatedRepo"), TestHub.status(401));

    assertThatThrownBy(this::pull)
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "org/model: the hub refuses (HTTP 401): the repository is gated; accept its licence on %s/org/model and set HF_TOKEN to a token that may read it",
                hub.endpoint()));
    assertThatThrownBy(this::pull)
        .hasMessageContaining("is gated, private or does not exist")
        .hasMessageContaining("set HF_TOKEN");
    assertThat(hub.requests).hasSize(2);
  }

  @Test
  void aTokenThatIsNotEnoughIsTold() {
    hub.nextFile(FILE, TestHub.status(403, "X-Error-Code", "GatedRepo"));
    hub.next(LISTING, hub::sendListing, TestHub.status(401));

    assertThatThrownBy(() -> pull(withToken()))
        .hasMessageContaining("(HTTP 403): the repository is gated; accept its licence on ")
        .hasMessageContaining("set HF_TOKEN to another token");
    assertThatThrownBy(() -> pull(withToken()))
        .hasMessageContaining("refuses the token of HF_TOKEN")
        .hasMessageNotContaining("hf_secret");
  }

  @Test
  void whatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> pull(new RepositoryName("org/none", "main")))
        .hasMessage("org/none: no such repository on " + hub.endpoint());
    hub.next("/api/models/org/model", exchange -> TestHub.send(exchange, 200, hub.listing()));
    assertThatThrownBy(() -> pull(new RepositoryName("org/model", "refs/pr/9")))
        .hasMessageStartingWith("org/model: the repository has no revision \"refs/pr/9\" ");
    hub.next(
        "/api/models/org/model/revision/v2",
        TestHub.status(404, "X-Error-Code", "RevisionNotFound"));
    assertThatThrownBy(() -> pull(new RepositoryName("org/model", "v2")))
        .hasMessageStartingWith("org/model: the repository has no revision \"v2\" ");
    hub.nextFile(FILE, TestHub.status(404));
    assertThatThrownBy(this::pull)
        .hasMessageEndingWith("/model.safetensors: HTTP 404, though the hub lists the file");
  }

  private PullResult pull(RepositoryName repository) {
    return Puller.pull(hub.settings(cache), repository, FileSelection.NEEDED, notices);
  }

  @Test
  void anAnswerThatIsNoListingIsTold() {
    hub.next(
        LISTING,
        exchange -> TestHub.send(exchange, 200, "<html>".getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(this::pull)
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("the hub's answer about org/model, line 1, column 1: ");
  }
}
