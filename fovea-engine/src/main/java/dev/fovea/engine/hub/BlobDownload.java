package dev.fovea.engine.hub;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;

/// Brings files of one commit into the cache, each whole and with the right digest or not at all.
record BlobDownload(
    HubClient client,
    RepositoryCache cache,
    String commit,
    Retries retries,
    PullListener listener) {
  private static final int BUFFER = 1 << 18;

  /// Makes sure that the file's content is in the cache.
  ///
  /// @return how many bytes of it came over the network: none where another process was faster
  long run(HubFile file) {
    Runnable waiting =
        () ->
            listener.notice(
                String.format(
                    Locale.ROOT, "another process downloads %s, waiting for it", file.path()));
    try (BlobLock _ = BlobLock.acquire(cache.lock(file), waiting)) {
      if (cache.has(commit, file)) {
        listener.advances(file.size());
        return 0;
      }
      try (PartialFile partial = PartialFile.open(cache.partial(file), file)) {
        return complete(file, partial);
      }
    }
  }

  private long complete(HubFile file, PartialFile partial) {
    long found = partial.length();
    listener.advances(found);
    long received = receive(file, partial);
    String digest = partial.digest();
    if (!digest.equals(file.etag().value()) && found > 0) {
      listener.notice(
          String.format(
              Locale.ROOT,
              "%s: what an earlier pull left of it is damaged, starting over",
              file.path()));
      startOver(partial);
      received += receive(file, partial);
      digest = partial.digest();
    }
    if (!digest.equals(file.etag().value())) {
      partial.discard();
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: wrong bytes came and were removed: expected %s %s, found %s",
              file.path(),
              file.etag().algorithm(),
              file.etag().value(),
              digest));
    }
    partial.become(cache.blob(file));
    return received;
  }

  private long receive(HubFile file, PartialFile partial) {
    long[] received = new long[1];
    retries.run(
        () -> received[0],
        () -> {
          if (partial.missing() > 0) {
            receive(file, partial, received);
          }
          return partial;
        });
    return received[0];
  }

  private void receive(HubFile file, PartialFile partial, long[] received) throws IOException {
    try (Body body = client.open(commit, file, partial.length())) {
      if (!body.startsAt(partial.length())) {
        startOver(partial);
        if (!body.isWhole()) {
          throw new IOException(
              String.format(Locale.ROOT, "%s: other bytes came than asked for", file.path()));
        }
      }
      OptionalLong coming = body.length();
      if (coming.isPresent() && coming.getAsLong() != partial.missing()) {
        throw wrongSize(file, partial, partial.length() + coming.getAsLong());
      }
      byte[] buffer = new byte[BUFFER];
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        if (count > partial.missing()) {
          throw wrongSize(file, partial, partial.length() + count);
        }
        partial.append(buffer, count);
        received[0] += count;
        listener.advances(count);
      }
    }
    if (partial.missing() > 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: the connection ended after %,d of %,d bytes",
              file.path(),
              partial.length(),
              file.size()));
    }
  }

  private void startOver(PartialFile partial) {
    listener.advances(-partial.length());
    partial.restart();
  }

  private static FoveaException wrongSize(HubFile file, PartialFile partial, long found) {
    partial.discard();
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "%s: wrong bytes came and were removed: expected %d bytes, found %d or more",
            file.path(),
            file.size(),
            found));
  }
}
