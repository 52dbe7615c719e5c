package dev.fovea.engine.folder;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where `huggingface_hub` keeps its things on this machine.
///
/// @param cache the folder of `models--...`; need not exist
/// @param tokenFile where a login leaves the token; need not exist
public record HubFolders(Path cache, Path tokenFile) {

  /// The cache is `$HF_HUB_CACHE`, else `$HUGGINGFACE_HUB_CACHE`, else `$HF_HOME/hub`; the token is
  /// in `$HF_TOKEN_PATH`, else in `$HF_HOME/token`. `$HF_HOME` itself is
  /// `$XDG_CACHE_HOME/huggingface` unless it is set, and that `~/.cache/huggingface`.
  public static HubFolders of(Map<String, String> environment) {
    Path user = user(environment);
    Path home =
        variable(environment, user, "HF_HOME")
            .orElseGet(() ->
                variable(environment, user, "XDG_CACHE_HOME")
                    .orElseGet(() -> user.resolve(".cache"))
                    .resolve("huggingface"));
    return new HubFolders(
        variable(environment, user, "HF_HUB_CACHE")
            .or(() -> variable(environment, user, "HUGGINGFACE_HUB_CACHE"))
            .orElseGet(() -> home.resolve("hub")),
        variable(environment, user, "HF_TOKEN_PATH").orElseGet(() -> home.resolve("token")));
  }

  /// The user's own folder: `$HOME`; where that is not set or empty what the system has written
  /// down for the user, and for one whom it does not know the folder for temporary files.
  public static Path user(Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("HOME", ""), System.getProperty("user.home"))
        .filter(folder -> !folder.isEmpty() && !folder.equals("?")) // as Java says "unknown"
        .map(Path::of)
        .findFirst()
        .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
  }

  private static Optional<Path> variable(Map<String, String> environment, Path user, String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(value -> !value.isEmpty())
        .map(value -> value.startsWith("~/") ? user.resolve(value.substring(2)) : Path.of(value));
  }
}
