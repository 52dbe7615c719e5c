package dev.fovea.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Patterns, waits, digests, variables and locks, each by itself.
class HubPiecesTest {
  /// Expectations are Python's `fnmatch.fnmatchcase`.
  @ParameterizedTest
  @CsvSource({
    "*.json, a/b.json, true",
    "*.json, a.jsonl, false",
    "a/*, a/b/c, true",
    "a/, a/b/c, true",
    "a/, a, false",
    "?.txt, a.txt, true",
    "?.txt, ab.txt, false",
    "[ab].txt, b.txt, true",
    "[!ab].txt, b.txt, false",
    "[!ab].txt, c.txt, true",
    "[0-9]x, 7x, true",
    "[]x, []x, true",
    "[]a]x, ]x, true",
    "[^a]x, ^x, true",
    "[^a]x, bx, false",
    "a.b, axb, false",
    "a[, a[, true",
  })
  void globsMatchAsPythonDoes(String glob, String path, boolean matches) {
    assertThat(Glob.anyMatches(List.of(Glob.of(glob)), path)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Retry-After | 120 | 120",
        "Retry-After | Sun, 06 Nov 1994 08:49:37 GMT | 37",
        "Retry-After | Sun, 06 Nov 1994 08:48:59 GMT | 0",
        "Retry-After | 0 | 0",
        "Retry-After | soon | 0",
        "RateLimit | \"api\";r=0;t=55 | 55",
        "Other | 5 | 0",
      })
  void theWaitIsReadFromSecondsDatesAndWindows(String header, String value, int seconds) {
    HttpHeaders headers = HttpHeaders.of(Map.of(header, List.of(value)), (name, text) -> true);
    Optional<Duration> wait = RetryAfter.of(headers, Instant.parse("1994-11-06T08:49:00Z"));

    assertThat(wait.map(Duration::toSeconds).orElse(0L)).isEqualTo(seconds);
  }

  @Test
  void waitsDoubleUpToTheLongest() {
    RetryPolicy policy = new RetryPolicy(9, Duration.ofSeconds(1), Duration.ofSeconds(8));

    assertThat(List.of(1, 2, 3, 4, 5, 99))
        .extracting(policy::delay)
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 8L, 8L);
  }

  /// The digests that Git itself gives an empty blob and sha256sum an empty file.
  @Test
  void digestsAreThoseOfGitAndOfSha256() {
    String git = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
    String large = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    for (String expected : List.of(git, large)) {
      Etag etag = Etag.parse(expected).orElseThrow();
      assertThat(Etag.of(etag.digest(0))).isEqualTo(expected);
    }
    assertThat(Etag.parse(git.substring(1))).isEmpty();
    assertThat(HexFormat.of().parseHex(git)).hasSize(20);
  }

  @Test
  void settingsComeFromPythonsVariables(@TempDir Path home) throws IOException {
    Files.writeString(home.resolve("token"), "hf_file\n");
    Map<String, String> environment = Map.of("HF_HOME", home.toString());
    HubSettings plain = HubSettings.of(environment);

    assertThat(plain.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(plain.cache()).isEqualTo(home.resolve("hub"));
    assertThat(plain.token()).contains("hf_file");
    assertThat(plain.offline()).isFalse();
    assertThat(plain.symbolicLinks()).isTrue();
    assertThat(plain.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(plain.toString()).doesNotContain("hf_file");

    HubSettings other =
        HubSettings.of(
            Map.of(
                "HF_HOME", home.toString(),
                "HF_TOKEN", " hf_variable\n",
                "HF_ENDPOINT", "http://127.0.0.1:8000/hub/",
                "HF_HUB_OFFLINE", "yes",
                "HF_HUB_DISABLE_SYMLINKS", "1",
                "HF_HUB_DOWNLOAD_TIMEOUT", "3"));
    assertThat(other.token()).contains("hf_variable");
    assertThat(other.endpoint()).isEqualTo(URI.create("http://127.0.0.1:8000/hub"));
    assertThat(other.offline()).isTrue();
    assertThat(other.symbolicLinks()).isFalse();
    assertThat(other.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(
            HubSettings.of(Map.of("HF_HOME", home.toString(), "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"))
                .token())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HF_ENDPOINT, huggingface.co",
    "HF_ENDPOINT, ftp://h",
    "HF_TOKEN, hf a",
    "HF_HUB_DOWNLOAD_TIMEOUT, 0",
    "HF_HUB_DOWNLOAD_TIMEOUT, ten"
  })
  void wrongVariablesAreNamed(String name, String value) {
    assertThatThrownBy(() -> HubSettings.of(Map.of("HOME", "/none", name, value)))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(name + ": expected ");
  }

  @ParameterizedTest
  @CsvSource({
    "https://huggingface.co/x, HTTP @ secure/<unresolved>:8080",
    "http://mirror/x, HTTP @ plain/<unresolved>:3128",
    "https://hub.corp.org/x, DIRECT",
    "https://corp.org/x, DIRECT",
    "https://notcorp.org/x, HTTP @ secure/<unresolved>:8080",
    "http://127.0.0.1:99/x, DIRECT",
    "http://localhost/x, DIRECT",
  })
  void proxiesAreThoseOfTheEnvironment(URI uri, String expected) {
    EnvironmentProxies proxies =
        new EnvironmentProxies(
            Map.of(
                "https_proxy", "http://secure:8080/",
                "HTTPS_PROXY", "http://other:1",
                "ALL_PROXY", "plain:3128",
                "NO_PROXY", "x.y, .corp.org"));

    assertThat(proxies.select(uri))
        .singleElement()
        .asString()
        .isEqualTo(expected)
        .satisfies(text -> assertThat(text).doesNotContain("other"));
  }

  @Test
  void aProxyWithAPasswordIsRefusedWithoutShowingIt() {
    EnvironmentProxies proxies =
        new EnvironmentProxies(Map.of("HTTPS_PROXY", "http://me:secret@proxy:1"));

    assertThatThrownBy(() -> proxies.select(URI.create("https://huggingface.co/")))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aLockKeepsOthersOutUntilItIsGivenBack(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a/b.lock");
    Notices notices = new Notices();
    Thread second;
    try (BlobLock _ = BlobLock.acquire(file, () -> notices.notice("first waits"))) {
      second =
          Thread.ofVirtual()
              .start(() -> {
                try (BlobLock _ = BlobLock.acquire(file, () -> notices.notice("waits"))) {
                  notices.notice("has it");
                }
              });
      while (notices.lines.isEmpty()) {
        Thread.sleep(5);
      }
      assertThat(notices.lines).containsExactly("waits");
    }
    second.join();
    assertThat(notices.lines).containsExactly("waits", "has it");
    assertThat(file).isEmptyFile();
  }
}
