package dev.fovea.engine.hub;

import dev.fovea.engine.file.AtomicFile;
import dev.fovea.engine.file.TemporaryPath;
import dev.fovea.engine.folder.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The folder of one repository in the cache, laid out as `huggingface_hub` does it: contents in
/// `blobs` by their digest, `snapshots/COMMIT` with links to them, `refs/REVISION` with a commit.
final class RepositoryCache {
  /// What Python's client writes, so that backup tools leave the cache out (bford.info/cachedir).
  private static final String TAG =
      """
      Signature: 8a477f597d28d172789f06886806bc55
      # This file is a cache directory tag created by huggingface_hub.
      # For information about cache directory tags, see:
      #\thttps://bford.info/cachedir/
      """;

  private final HubSettings settings;
  private final RepositoryName repository;
  private final Path home;

  RepositoryCache(HubSettings settings, RepositoryName repository) {
    this.settings = settings;
    this.repository = repository;
    this.home = settings.cache().resolve(repository.folder());
  }

  /// Makes the folder.
  void create() {
    try {
      Files.createDirectories(home.resolve("blobs"));
      Path tag = settings.cache().resolve("CACHEDIR.TAG");
      if (!Files.exists(tag)) {
        AtomicFile.write(tag, TAG);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many bytes the disk has room for.
  long freeBytes() {
    try {
      return Files.getFileStore(home).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path blob(HubFile file) {
    return home.resolve("blobs").resolve(file.etag().value());
  }

  Path partial(HubFile file) {
    return home.resolve("blobs").resolve(file.etag().value() + ".incomplete");
  }

  Path lock(HubFile file) {
    return settings.cache().resolve(".locks", repository.folder(), file.etag().value() + ".lock");
  }

  Path snapshot(String commit) {
    return home.resolve("snapshots").resolve(commit);
  }

  private Path pointer(String commit, HubFile file) {
    return snapshot(commit).resolve(file.path());
  }

  /// Whether the content is there: as a blob, or in the snapshot where Python could make no link.
  boolean has(String commit, HubFile file) {
    return isWhole(blob(file), file) || isWhole(pointer(commit, file), file);
  }

  /// Where the content is, once it is there.
  Path content(String commit, HubFile file) {
    return isWhole(blob(file), file) ? blob(file) : pointer(commit, file);
  }

  /// How many bytes of the file no earlier pull has left.
  long missingBytes(HubFile file) {
    try {
      Path partial = partial(file);
      return Math.max(0, file.size() - (Files.exists(partial) ? Files.size(partial) : 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether that path has as many bytes; who renamed it there had checked them.
  static boolean isWhole(Path path, HubFile file) {
    try {
      return Files.isRegularFile(path) && Files.size(path) == file.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes the file appear in the snapshot: as a relative link, where there are none as another
  /// name of the blob, and else as a copy.
  void link(String commit, HubFile file) {
    Path pointer = pointer(commit, file);
    Path blob = blob(file);
    try {
      if (isWhole(pointer, file) && (!Files.isSymbolicLink(pointer) || leadsTo(pointer, blob))) {
        return;
      }
      Files.createDirectories(pointer.getParent());
      replace(pointer, blob);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean leadsTo(Path pointer, Path blob) throws IOException {
    return Files.exists(blob) && Files.isSameFile(pointer, blob);
  }

  private void place(Path blob, Path fresh) throws IOException {
    if (settings.symbolicLinks()) {
      try {
        Files.createSymbolicLink(fresh, fresh.resolveSibling("").relativize(blob));
        return;
      } catch (UnsupportedOperationException | FileSystemException e) {
        // Windows without the privilege, or a file system without links
      }
    }
    try {
      Files.createLink(fresh, blob);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(blob, fresh);
    }
  }

  /// Makes the revision mean the commit.
  void point(String revision, String commit) {
    if (revision.equals(commit)) {
      return;
    }
    Path reference = home.resolve("refs").resolve(revision);
    try {
      if (Files.exists(reference) && Files.readString(reference).equals(commit)) {
        return;
      }
      Files.createDirectories(reference.getParent());
      AtomicFile.write(reference, commit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Puts a link in its place at once, so that nobody finds none.
  private void replace(Path pointer, Path blob) throws IOException {
    if (Files.isDirectory(pointer)) {
      throw new FileAlreadyExistsException(pointer + ": expected a file, found a folder");
    }
    try (TemporaryPath fresh = TemporaryPath.beside(pointer)) {
      place(blob, fresh.path());
      Files.move(
          fresh.path(),
          pointer,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
