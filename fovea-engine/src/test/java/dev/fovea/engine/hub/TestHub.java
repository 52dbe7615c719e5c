package dev.fovea.engine.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fovea.engine.folder.RepositoryName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A hub on this machine with one repository, `org/model`, that misbehaves where it is told to.
final class TestHub implements AutoCloseable {
  static final RepositoryName MODEL = new RepositoryName("org/model", "main");
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /// Answers a request instead of the hub.
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /// What a client asked for.
  record Request(String path, Optional<String> range, Optional<String> authorization) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, String> entries = new LinkedHashMap<>();
  private final Map<String, byte[]> contents = new LinkedHashMap<>();
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();

  TestHub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(workers);
    server.createContext("/", this::handle);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Quick to try again, slow to give up.
  ///
  /// @param more further variables, given as name and value in turn
  HubSettings settings(Path cache, String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HF_ENDPOINT", endpoint().toString());
    environment.put("HF_HOME", cache.toString());
    environment.put("HF_HUB_CACHE", cache.toString());
    environment.put("HF_HUB_DOWNLOAD_TIMEOUT", "20");
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return HubSettings.of(environment)
        .withRetries(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(4)));
  }

  /// A small file, kept in Git.
  TestHub small(String path, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return entry(
        path,
        content,
        String.format(
            Locale.ROOT, "\"size\": %d, \"blobId\": \"%s\"", content.length, gitDigest(content)));
  }

  /// A large file, kept beside Git.
  TestHub large(String path, byte[] content) {
    return entry(
        path,
        content,
        String.format(
            Locale.ROOT,
            "\"size\": 130, \"blobId\": \"%s\", \"lfs\": {\"sha256\": \"%s\", \"size\": %d, \"pointerSize\": 130}",
            "f".repeat(40),
            sha256(content),
            content.length));
  }

  /// A file as the listing says it is, whatever it is.
  TestHub entry(String path, byte[] content, String facts) {
    contents.put(path, content);
    entries.put(
        path,
        String.format(
            Locale.ROOT, "{\"rfilename\": \"%s\", %s}", path.replace("\\", "\\\\"), facts));
    return this;
  }

  /// Answers the next request for a path of the server in another way.
  TestHub next(String path, Answer... others) {
    answers.computeIfAbsent(path, any -> new ArrayDeque<>()).addAll(List.of(others));
    return this;
  }

  /// Likewise for a file of the repository.
  TestHub nextFile(String path, Answer... others) {
    return next(resolve(path), others);
  }

  static String resolve(String path) {
    return "/org/model/resolve/" + COMMIT + "/" + path;
  }

  /// Requests for a file of the repository.
  List<Request> requests(String path) {
    return requests.stream().filter(request -> request.path().equals(resolve(path))).toList();
  }

  /// Paths of files asked for, without repetition.
  List<String> files() {
    return requests.stream()
        .map(Request::path)
        .filter(path -> path.startsWith(resolve("")))
        .map(path -> path.substring(resolve("").length()))
        .distinct()
        .sorted()
        .toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(new Request(path, header(exchange, "Range"), header(exchange, "Authorization")));
    Deque<Answer> others = answers.getOrDefault(path, new ArrayDeque<>());
    Answer other;
    synchronized (others) {
      other = others.isEmpty() ? this::serve : others.remove();
    }
    try (exchange) {
      other.to(exchange);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] content =
        path.startsWith(resolve("")) ? contents.get(path.substring(resolve("").length())) : null;
    if (path.equals("/api/models/org/model/revision/main")) {
      sendListing(exchange);
    } else if (content != null) {
      sendFrom(exchange, content, Integer.MAX_VALUE);
    } else {
      send(exchange, 404, new byte[0]);
    }
  }

  void sendListing(HttpExchange exchange) throws IOException {
    send(exchange, 200, listing());
  }

  byte[] listing() {
    return String.format(
            Locale.ROOT,
            "{\"sha\": \"%s\", \"siblings\": [%s]}",
            COMMIT,
            String.join(", ", entries.values()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /// Sends what the range asks for, and breaks the connection after so many bytes.
  static void sendFrom(HttpExchange exchange, byte[] content, int breakAfter) throws IOException {
    int from =
        header(exchange, "Range")
            .map(range -> Integer.parseInt(range.replaceAll("\\D", "")))
            .orElse(0);
    int length = content.length - from;
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              String.format(
                  Locale.ROOT, "bytes %d-%d/%d", from, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, length == 0 ? -1 : length);
    exchange.getResponseBody().write(content, from, Math.min(length, breakAfter));
    exchange.getResponseBody().flush();
  }

  static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
  }

  /// A refusal with headers, given as name and value in turn.
  static Answer status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      send(exchange, status, new byte[0]);
    };
  }

  static String gitDigest(byte[] content) {
    byte[] head =
        String.format(Locale.ROOT, "blob %d\0", content.length).getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + content.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(content, 0, all, head.length, content.length);
    return digest("SHA-1", all);
  }

  static String sha256(byte[] content) {
    return digest("SHA-256", content);
  }

  private static String digest(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
