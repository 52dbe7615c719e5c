package dev.fovea.cli.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A hub on this machine that serves the files of a folder as the repository `org/model`.
final class TinyHub implements AutoCloseable {
  static final String COMMIT = "89abcdef0123456789abcdef0123456789abcdef";
  static final String WEIGHTS = "model.safetensors";

  /// `Range` of the requests for the weights, "all" where there was none.
  final List<String> ranges = new CopyOnWriteArrayList<>();

  private final Map<String, byte[]> files = new TreeMap<>();
  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final CountDownLatch open = new CountDownLatch(1);
  private volatile int holdAfter = Integer.MAX_VALUE;

  TinyHub(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      for (Path file : children.filter(Files::isRegularFile).toList()) {
        files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(workers);
    server.createContext("/", this::handle);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Sends so many bytes of the weights and then holds the connection.
  void holdAfter(int bytes) {
    holdAfter = bytes;
  }

  /// Serves as it should from here on.
  void letGo() {
    holdAfter = Integer.MAX_VALUE;
    open.countDown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Optional<byte[]> content =
        Optional.ofNullable(files.get(path.replace("/org/model/resolve/" + COMMIT + "/", "")));
    try (exchange) {
      if (path.equals("/api/models/org/model/revision/main")) {
        send(exchange, listing(), 0);
      } else if (content.isPresent()) {
        String range =
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")).orElse("all");
        if (path.endsWith(WEIGHTS)) {
          ranges.add(range);
        }
        send(
            exchange,
            content.get(),
            range.equals("all") ? 0 : Integer.parseInt(range.replaceAll("\\D", "")));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void send(HttpExchange exchange, byte[] content, int from) throws IOException {
    String range =
        String.format(Locale.ROOT, "bytes %d-%d/%d", from, content.length - 1, content.length);
    exchange.getResponseHeaders().set("Content-Range", range);
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    int now = Math.min(content.length - from, holdAfter);
    exchange.getResponseBody().write(content, from, now);
    exchange.getResponseBody().flush();
    if (from + now < content.length) {
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private byte[] listing() {
    String siblings =
        files.entrySet().stream()
            .map(file -> entry(file.getKey(), file.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(Locale.ROOT, "{\"sha\": \"%s\", \"siblings\": [%s]}", COMMIT, siblings)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String entry(String path, byte[] content) {
    return String.format(
        Locale.ROOT,
        "{\"rfilename\": \"%s\", \"size\": 130, \"lfs\": {\"sha256\": \"%s\", \"size\": %d}}",
        path,
        sha256(content),
        content.length);
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
    workers.shutdownNow();
  }
}
