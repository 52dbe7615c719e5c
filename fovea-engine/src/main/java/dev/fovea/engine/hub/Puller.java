package dev.fovea.engine.hub;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.folder.ModelLocator;
import dev.fovea.engine.folder.RepositoryName;
import dev.fovea.engine.json.JsonView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Brings a repository of the hub into the local cache, from which Fovea and Python's tools read
/// it. Whatever is there already is taken, whoever has put it there; an interrupted pull goes on
/// where it was. The snapshot and the revision appear at the end, once all files are whole.
public final class Puller {
  private static final int AT_ONCE = 8;

  private final HubSettings settings;
  private final RepositoryName repository;
  private final PullListener listener;
  private final RepositoryCache cache;
  private final Retries retries;

  private Puller(HubSettings settings, RepositoryName repository, PullListener listener) {
    this.settings = settings;
    this.repository = repository;
    this.listener = listener;
    this.cache = new RepositoryCache(settings, repository);
    this.retries = new Retries(settings.retries(), listener);
  }

  /// Downloads what is missing, or offline only looks.
  ///
  /// @throws dev.fovea.engine.error.CapacityException if the disk has no room for it, before the
  ///   download
  /// @throws FoveaException that says why a repository or a file cannot be had
  public static PullResult pull(
      HubSettings settings,
      RepositoryName repository,
      FileSelection selection,
      PullListener listener) {
    Puller puller = new Puller(settings, repository, listener);
    return settings.offline() ? puller.cached() : puller.pull(selection);
  }

  private PullResult pull(FileSelection selection) {
    try (HubClient client = new HubClient(settings, repository, retries)) {
      HubListing listing = client.listing();
      BlobDownload silently =
          new BlobDownload(client, cache, listing.commit(), retries, PullListener.SILENT);
      AtomicLong downloaded = new AtomicLong();
      List<HubFile> files =
          selection.of(
              repository.toString(),
              listing,
              file -> {
                downloaded.addAndGet(silently.run(file));
                return JsonView.read(cache.content(listing.commit(), file));
              });
      if (files.isEmpty()) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: expected files that are wanted, found none among %d in the repository",
                repository,
                listing.files().size()));
      }
      downloaded.addAndGet(
          download(
              missing(listing.commit(), files),
              new BlobDownload(client, cache, listing.commit(), retries, listener)));
      files.forEach(file -> cache.link(listing.commit(), file));
      cache.point(repository.revision(), listing.commit());
      return new PullResult(
          repository,
          listing.commit(),
          cache.snapshot(listing.commit()),
          files.size(),
          files.stream().mapToLong(HubFile::size).sum(),
          downloaded.get());
    }
  }

  /// By content, the largest first, so that none of them comes last and alone.
  private Collection<HubFile> missing(String commit, List<HubFile> files) {
    Map<Etag, HubFile> missing = new LinkedHashMap<>();
    files.stream()
        .filter(file -> !cache.has(commit, file))
        .sorted(Comparator.comparingLong(HubFile::size).reversed())
        .forEach(file -> missing.putIfAbsent(file.etag(), file));
    return missing.values();
  }

  private long download(Collection<HubFile> files, BlobDownload download) {
    if (files.isEmpty()) {
      return 0;
    }
    cache.create();
    requireRoom(files);
    listener.begins(files.size(), files.stream().mapToLong(HubFile::size).sum());
    try (ExecutorService workers = Executors.newFixedThreadPool(Math.min(AT_ONCE, files.size()))) {
      CompletionService<Long> done = new ExecutorCompletionService<>(workers);
      files.forEach(file -> done.submit(() -> download.run(file)));
      try {
        long downloaded = 0;
        for (int i = 0; i < files.size(); i++) {
          downloaded += done.take().get();
        }
        return downloaded;
      } catch (ExecutionException e) {
        workers.shutdownNow();
        throw unchecked(e);
      } catch (InterruptedException e) {
        workers.shutdownNow();
        throw Cancellation.of(e);
      }
    }
  }

  private static RuntimeException unchecked(ExecutionException failed) {
    return switch (failed.getCause()) {
      case RuntimeException failure -> failure;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(failed);
    };
  }

  private void requireRoom(Collection<HubFile> files) {
    long needed = files.stream().mapToLong(cache::missingBytes).sum();
    long free = cache.freeBytes();
    if (needed > free) {
      throw new CapacityException(
          String.format(
              Locale.ROOT,
              "not enough disk space: %s needs %,.1f MB more in %s, which has %,.1f MB",
              repository,
              needed / 1e6,
              settings.cache(),
              free / 1e6));
    }
  }

  private PullResult cached() {
    ModelLocator locator = new ModelLocator(settings.cache());
    Path folder;
    try {
      folder = locator.locate(repository);
    } catch (FoveaException e) {
      List<String> there = locator.cached().stream().map(ModelLocator.Cached::model).toList();
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: not cached, and the network is off (HF_HUB_OFFLINE or --offline); %s has: %s",
              repository,
              settings.cache(),
              there.isEmpty() ? "nothing" : String.join(", ", there)),
          e);
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      ModelFolder.open(folder).weights().close();
      List<Path> files = walk.filter(Files::isRegularFile).toList();
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      return new PullResult(
          repository, folder.getFileName().toString(), folder, files.size(), bytes, 0);
    } catch (FoveaException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: only in part cached, and the network is off (HF_HUB_OFFLINE or --offline): %s",
              repository,
              e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
