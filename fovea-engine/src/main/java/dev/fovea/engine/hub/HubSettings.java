package dev.fovea.engine.hub;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.HubFolders;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which hub, which cache, and how patiently.
///
/// @param endpoint the hub, without a slash at its end
/// @param cache the folder of `models--...`
/// @param token what a login gave; it is sent to the endpoint only
/// @param offline whether the network may not be asked
/// @param symbolicLinks whether snapshots may be made of links
/// @param timeout how long a connection may say nothing
/// @param proxies which way connections go
/// @param retries what happens after a failure that may pass
public record HubSettings(
    URI endpoint,
    Path cache,
    Optional<String> token,
    boolean offline,
    boolean symbolicLinks,
    Duration timeout,
    ProxySelector proxies,
    RetryPolicy retries) {
  private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

  /// Settings from the variables that `huggingface_hub` reads: `HF_ENDPOINT`, the folders of
  /// [HubFolders], `HF_TOKEN`, `HF_HUB_DISABLE_IMPLICIT_TOKEN`, `HF_HUB_OFFLINE`,
  /// `HF_HUB_DISABLE_SYMLINKS`, `HF_HUB_DOWNLOAD_TIMEOUT`, and `HTTPS_PROXY` with its like.
  public static HubSettings of(Map<String, String> environment) {
    HubFolders folders = HubFolders.of(environment);
    return new HubSettings(
        endpoint(text(environment, "HF_ENDPOINT").orElse("https://huggingface.co")),
        folders.cache().toAbsolutePath().normalize(),
        isTrue(environment, "HF_HUB_DISABLE_IMPLICIT_TOKEN")
            ? Optional.empty()
            : token(environment, folders.tokenFile()),
        isTrue(environment, "HF_HUB_OFFLINE") || isTrue(environment, "TRANSFORMERS_OFFLINE"),
        !isTrue(environment, "HF_HUB_DISABLE_SYMLINKS"),
        text(environment, "HF_HUB_DOWNLOAD_TIMEOUT")
            .map(HubSettings::seconds)
            .orElse(Duration.ofSeconds(10)),
        new EnvironmentProxies(environment),
        RetryPolicy.DEFAULT);
  }

  /// These settings with or without the network.
  public HubSettings withOffline(boolean without) {
    return new HubSettings(
        endpoint, cache, token, without, symbolicLinks, timeout, proxies, retries);
  }

  /// These settings with other patience.
  public HubSettings withRetries(RetryPolicy policy) {
    return new HubSettings(
        endpoint, cache, token, offline, symbolicLinks, timeout, proxies, policy);
  }

  /// Leaves the token out, for messages.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "HubSettings[endpoint=%s, cache=%s, offline=%s]", endpoint, cache, offline);
  }

  private static URI endpoint(String text) {
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw new FoveaException(
        String.format(
            Locale.ROOT,
            "HF_ENDPOINT: expected an address such as https://huggingface.co, found \"%s\"",
            text));
  }

  private static Optional<String> token(Map<String, String> environment, Path file) {
    return text(environment, "HF_TOKEN")
        .or(() -> text(environment, "HUGGING_FACE_HUB_TOKEN"))
        .or(() -> read(file))
        .map(token -> token.replaceAll("[\r\n]", "").strip())
        .filter(token -> !token.isEmpty())
        .map(HubSettings::checked);
  }

  private static Optional<String> read(Path file) {
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new FoveaException(String.format(Locale.ROOT, "%s: the token cannot be read", file), e);
    }
  }

  private static String checked(String token) {
    if (token.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
      return token;
    }
    throw new FoveaException(
        "HF_TOKEN: expected a token such as hf_..., found characters that none can have");
  }

  private static Duration seconds(String text) {
    try {
      long seconds = Long.parseLong(text);
      if (seconds > 0) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new FoveaException(
        String.format(
            Locale.ROOT,
            "HF_HUB_DOWNLOAD_TIMEOUT: expected a whole number of seconds above 0, found \"%s\"",
            text));
  }

  private static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static boolean isTrue(Map<String, String> environment, String name) {
    return text(environment, name)
        .filter(value -> TRUE.contains(value.toUpperCase(Locale.ROOT)))
        .isPresent();
  }
}
