package dev.fovea.engine.folder;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.FileProblem;
import dev.fovea.engine.internal.weights.Adapter;
import dev.fovea.engine.json.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds the folder that a person means by a model: a folder, or a repository in the local Hugging
/// Face cache (`models--ORG--NAME/refs/REVISION` names a commit, `snapshots/COMMIT` has its files).
/// It never asks the network.
public final class ModelLocator {
  private static final String MAIN = "main";

  private final Path cache;

  /// @param cache the hub cache, the folder of `models--...`; need not exist
  public ModelLocator(Path cache) {
    this.cache = cache;
  }

  /// A locator for the cache that `huggingface_hub` uses in that environment, see [HubFolders].
  public static ModelLocator of(Map<String, String> environment) {
    return new ModelLocator(HubFolders.of(environment).cache());
  }

  /// A cached model.
  ///
  /// @param name repository, `ORG/NAME`
  /// @param revision branch or tag, or the commit where none names it
  /// @param folder its snapshot
  public record Cached(String name, String revision, Path folder) {

    /// What to give to [#locate(String)] for it.
    public String model() {
      return revision.equals(MAIN) ? name : name + "@" + revision;
    }
  }

  /// The hub cache.
  public Path cache() {
    return cache;
  }

  /// The folder of a model.
  ///
  /// @param model a folder, or `ORG/NAME` or `ORG/NAME@REVISION` in the cache
  /// @throws FoveaException that says where it looked
  public Path locate(String model) {
    Optional<Path> path = path(model);
    if (path.filter(Files::isRegularFile).isPresent()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "model %s: expected the folder of a model, found a file",
              Text.quote(model)));
    }
    Optional<Path> folder = path.filter(Files::isDirectory);
    if (folder.isPresent()) {
      return folder.get();
    }
    RepositoryName repository =
        RepositoryName.parse(model)
            .orElseThrow(() ->
                new FoveaException(
                    String.format(
                        Locale.ROOT,
                        "model %s: expected a folder, or a repository name ORG/NAME or ORG/NAME@REVISION, found neither",
                        Text.quote(model))));
    return locate(repository);
  }

  /// The snapshot of a cached repository.
  ///
  /// @throws FoveaException that says where it looked
  public Path locate(RepositoryName repository) {
    Path home = cache.resolve(repository.folder());
    if (!Files.isDirectory(home)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "model %s: found neither a folder of that name nor a cached repository (%s); `fovea pull %s` downloads it",
              Text.quote(repository.toString()),
              home,
              repository));
    }
    return snapshot(home, repository.revision())
        .orElseThrow(() -> {
          Set<String> there = snapshots(home, repository.name()).keySet();
          return new FoveaException(
              String.format(
                  Locale.ROOT,
                  "model %s: revision %s is not cached in %s, which has: %s; `fovea pull %s` downloads it",
                  Text.quote(repository.name()),
                  Text.quote(repository.revision()),
                  home,
                  there.isEmpty() ? "none" : String.join(", ", there),
                  repository));
        });
  }

  /// All cached models that have a `config.json`, and adapters, by name and revision.
  public List<Cached> cached() {
    return children(cache).stream()
        .filter(home -> home.getFileName().toString().startsWith("models--"))
        .flatMap(home -> {
          String folder = home.getFileName().toString();
          String name = folder.substring("models--".length()).replace("--", "/");
          return snapshots(home, name).values().stream();
        })
        .filter(model ->
            Stream.of("config.json", Adapter.CONFIG)
                .anyMatch(file -> Files.exists(model.folder().resolve(file))))
        .toList();
  }

  private static Optional<Path> path(String model) {
    try {
      return Optional.of(model).filter(name -> !name.isEmpty()).map(Path::of);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> snapshot(Path home, String revision) {
    Path reference = home.resolve("refs").resolve(revision);
    String commit = Files.isRegularFile(reference) ? read(reference) : revision;
    return Optional.of(home.resolve("snapshots").resolve(commit)).filter(Files::isDirectory);
  }

  /// Snapshots by revision: those that a reference names, then the commits that none does.
  private static Map<String, Cached> snapshots(Path home, String name) {
    Path references = home.resolve("refs");
    Map<String, Cached> found = new TreeMap<>();
    for (Path file : files(references)) {
      String revision = references.relativize(file).toString();
      snapshot(home, revision)
          .ifPresent(folder -> found.put(revision, new Cached(name, revision, folder)));
    }
    List<Path> named = found.values().stream().map(Cached::folder).toList();
    for (Path folder : children(home.resolve("snapshots"))) {
      if (!named.contains(folder)) {
        String commit = folder.getFileName().toString();
        found.put(commit, new Cached(name, commit, folder));
      }
    }
    return found;
  }

  private static String read(Path reference) {
    try {
      return Files.readString(reference).strip();
    } catch (IOException e) {
      throw FileProblem.unreadable(reference, e);
    }
  }

  private static List<Path> children(Path folder) {
    return Files.isDirectory(folder) ? list(folder, 1, Files::isDirectory) : List.of();
  }

  private static List<Path> files(Path folder) {
    return Files.isDirectory(folder)
        ? list(folder, Integer.MAX_VALUE, Files::isRegularFile)
        : List.of();
  }

  private static List<Path> list(Path folder, int depth, Predicate<Path> wanted) {
    try (Stream<Path> walk = Files.walk(folder, depth)) {
      return walk.filter(path -> !path.equals(folder)).filter(wanted).sorted().toList();
    } catch (UncheckedIOException e) {
      throw FileProblem.unreadable(folder, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw FileProblem.unreadable(folder, e);
    }
  }
}
