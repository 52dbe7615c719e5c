package dev.fovea.engine.hub;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.RepositoryName;
import dev.fovea.engine.json.JsonView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Speaks with the hub about one repository. It follows redirects itself, because the token may go
/// to the hub and to nobody else.
final class HubClient implements AutoCloseable {
  private static final int MAX_REDIRECTS = 10;
  private static final int MAX_LISTING_BYTES = 256 << 20;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> FOR_NOW = Set.of(408, 429, 500, 502, 503, 504);

  private final HubSettings settings;
  private final RepositoryName repository;
  private final Retries retries;
  private final HttpClient http;

  HubClient(HubSettings settings, RepositoryName repository, Retries retries) {
    this.settings = settings;
    this.repository = repository;
    this.retries = retries;
    // a connection for each file: several streams in one would share its window
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .proxy(settings.proxies())
            .build();
  }

  /// What the repository holds at its revision.
  HubListing listing() {
    URI uri =
        uri(
            "/api/models/%s/revision/%s?blobs=true",
            repository.name(), encode(repository.revision()));
    byte[] json = retries.run(() -> 0, () -> read(uri));
    return HubListing.parse(JsonView.parse("the hub's answer about " + repository, json));
  }

  private byte[] read(URI uri) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    try (Body body = open(uri, 0)) {
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        bytes.write(buffer, 0, count);
        if (bytes.size() > MAX_LISTING_BYTES) {
          throw new FoveaException(
              String.format(Locale.ROOT, "%s: expected a listing, found no end of it", uri));
        }
      }
    }
    return bytes.toByteArray();
  }

  /// Opens a file at a commit.
  ///
  /// @param from the first byte to be sent; the server may not heed it
  /// @throws IOException if another try may help
  /// @throws FoveaException if none does
  Body open(String commit, HubFile file, long from) throws IOException {
    return open(
        uri("/%s/resolve/%s/%s", repository.name(), commit, encode(file.path(), "/")), from);
  }

  private Body open(URI start, long from) throws IOException {
    URI uri = start;
    for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
      HttpResponse<InputStream> response = send(uri, from);
      int status = response.statusCode();
      if (status == 200 || status == 206) {
        return new Body(response, settings.timeout());
      }
      response.body().close();
      if (!REDIRECTS.contains(status)) {
        throw failure(response, start);
      }
      uri = target(response);
    }
    throw new FoveaException(
        String.format(Locale.ROOT, "%s: more than %d redirects", start, MAX_REDIRECTS));
  }

  private HttpResponse<InputStream> send(URI uri, long from) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(settings.timeout())
            .header("User-Agent", "fovea")
            .header("Accept-Encoding", "identity");
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    if (isHub(uri)) {
      settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    try {
      return http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      throw Cancellation.of(e);
    } catch (HttpTimeoutException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: no answer within %d s",
              uri.getAuthority(),
              settings.timeout().toSeconds()),
          e);
    } catch (ConnectException e) {
      throw new IOException(String.format(Locale.ROOT, "%s: no connection", uri.getAuthority()), e);
    } catch (IOException e) {
      throw new IOException(
          String.format(Locale.ROOT, "%s: %s", uri.getAuthority(), e.getMessage()), e);
    }
  }

  /// Whether the address has the hub's own scheme, host and port.
  private boolean isHub(URI uri) {
    URI hub = settings.endpoint();
    return hub.getScheme().equalsIgnoreCase(uri.getScheme())
        && hub.getHost().equalsIgnoreCase(uri.getHost())
        && port(hub) == port(uri);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static URI target(HttpResponse<?> response) throws IOException {
    URI from = response.uri();
    String location = response.headers().firstValue("Location").orElse("");
    try {
      URI uri = from.resolve(location);
      boolean secure = "https".equalsIgnoreCase(uri.getScheme());
      boolean plain =
          "http".equalsIgnoreCase(uri.getScheme()) && "http".equalsIgnoreCase(from.getScheme());
      if (!location.isEmpty() && uri.getHost() != null && (secure || plain)) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new IOException(
        String.format(Locale.ROOT, "%s: redirects to no usable address", from.getAuthority()));
  }

  private IOException failure(HttpResponse<?> response, URI asked) {
    int status = response.statusCode();
    String host = response.uri().getAuthority();
    if (FOR_NOW.contains(status)) {
      return new LaterException(
          String.format(
              Locale.ROOT,
              "%s: HTTP %d%s",
              host,
              status,
              status == 429 ? ", too many requests" : ""),
          RetryAfter.of(response.headers(), Instant.now()));
    }
    if (status == 416 || !isHub(response.uri())) {
      // a signed address that ran out is renewed by asking the hub again
      return new IOException(String.format(Locale.ROOT, "%s: HTTP %d", host, status));
    }
    throw new FoveaException(refusal(response, asked));
  }

  private String refusal(HttpResponse<?> response, URI asked) {
    int status = response.statusCode();
    String code = response.headers().firstValue("X-Error-Code").orElse("");
    String page = settings.endpoint() + "/" + repository.name();
    String name = repository.name();
    if (status == 401 || status == 403) {
      if (code.equals("RepoNotFound") || code.equals("GatedRepo") || settings.token().isEmpty()) {
        return String.format(
            Locale.ROOT,
            "%s: the hub refuses (HTTP %d): the repository %s; accept its licence on %s and set HF_TOKEN to %s token that may read it",
            name,
            status,
            code.equals("GatedRepo") ? "is gated" : "is gated, private or does not exist",
            page,
            settings.token().isEmpty() ? "a" : "another");
      }
      return String.format(
          Locale.ROOT,
          "%s: the hub refuses the token of HF_TOKEN or `hf auth login` (HTTP %d); it must be valid and its owner must have accepted the licence on %s",
          name,
          status,
          page);
    }
    if (status == 404 && asked.getPath().contains("/resolve/")) {
      return String.format(Locale.ROOT, "%s: HTTP 404, though the hub lists the file", asked);
    }
    if (status == 404) {
      boolean noRevision =
          code.equals("RevisionNotFound")
              || (code.isEmpty() && exists(uri("/api/models/%s", name)));
      return noRevision
          ? String.format(
              Locale.ROOT,
              "%s: the repository has no revision \"%s\" (%s/tree/main lists its branches and tags)",
              name,
              repository.revision(),
              page)
          : String.format(Locale.ROOT, "%s: no such repository on %s", name, settings.endpoint());
    }
    Optional<String> message = response.headers().firstValue("X-Error-Message");
    return String.format(
        Locale.ROOT, "%s: HTTP %d%s", asked, status, message.map(text -> ", " + text).orElse(""));
  }

  private boolean exists(URI uri) {
    try {
      HttpResponse<InputStream> response = send(uri, 0);
      response.body().close();
      return response.statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private URI uri(String path, Object... values) {
    return URI.create(settings.endpoint() + String.format(Locale.ROOT, path, values));
  }

  private static String encode(String path, String separator) {
    StringBuilder encoded = new StringBuilder();
    for (String part : path.split(separator)) {
      encoded.append(encoded.isEmpty() ? "" : separator).append(encode(part));
    }
    return encoded.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
