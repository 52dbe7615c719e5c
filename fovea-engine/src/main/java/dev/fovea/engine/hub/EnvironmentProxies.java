package dev.fovea.engine.hub;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The proxies that a person has set for the programs of this machine: `HTTPS_PROXY`, `HTTP_PROXY`,
/// `ALL_PROXY` and `NO_PROXY`, in small letters too. The JDK looks at system properties only. This
/// machine itself is never asked through a proxy.
final class EnvironmentProxies extends ProxySelector {
  private final Map<String, String> environment;

  EnvironmentProxies(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public List<Proxy> select(URI uri) {
    return isDirect(uri.getHost())
        ? List.of(Proxy.NO_PROXY)
        : variable(uri.getScheme() + "_proxy")
            .or(() -> variable("all_proxy"))
            .map(EnvironmentProxies::proxy)
            .map(List::of)
            .orElse(List.of(Proxy.NO_PROXY));
  }

  private boolean isDirect(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.startsWith("127.")
        || Stream.of(variable("no_proxy").orElse("").split(","))
            .map(entry -> entry.strip().replaceFirst("^\\*?\\.", ""))
            .filter(entry -> !entry.isEmpty())
            .anyMatch(
                entry -> entry.equals("*") || host.equals(entry) || host.endsWith("." + entry));
  }

  private Optional<String> variable(String name) {
    return Stream.of(name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))
        .map(spelling -> environment.getOrDefault(spelling, ""))
        .filter(value -> !value.isBlank())
        .findFirst();
  }

  private static Proxy proxy(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
      }
    } catch (URISyntaxException e) {
      // told below, without what may be a password
    }
    throw new FoveaException(
        "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY: expected http://HOST:PORT without a password");
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // the request fails and is tried again as any other
  }
}
