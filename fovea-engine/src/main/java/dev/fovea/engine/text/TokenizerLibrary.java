package dev.fovea.engine.text;

import ai.djl.util.Platform;
import ai.djl.util.Utils;
import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.tensor.AddressLimit;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// The native library behind [Tokenizer], which is unpacked once into a folder of the user; and
/// what was wrong where it cannot be loaded.
final class TokenizerLibrary {
  private static final String ELSEWHERE = "DJL_CACHE_DIR=FOLDER puts it elsewhere";

  private TokenizerLibrary() {}

  static FoveaException explained(Throwable failure) {
    Path cache = Utils.getEngineCacheDir("tokenizers");
    return explained(failure, cache, bytes(), free(cache), AddressLimit.read());
  }

  /// @param cache where it is unpacked to
  /// @param needed bytes on the disk
  /// @param free bytes on the disk
  /// @param limit bytes of addresses, as `ulimit -v` has them
  static FoveaException explained(
      Throwable failure, Path cache, long needed, long free, Optional<String> limit) {
    if (free < needed) {
      return new CapacityException(
          String.format(
              Locale.ROOT,
              "not enough disk to unpack the tokenizer library: %s has %,d MB free, it needs %,d MB; %s",
              cache,
              free / 1_000_000,
              Math.ceilDiv(needed, 1_000_000),
              ELSEWHERE),
          failure);
    }
    if (limit.isPresent()) {
      return new CapacityException(
          String.format(
              Locale.ROOT,
              "not enough memory to load the tokenizer library: ulimit -v leaves this process %s bytes of addresses",
              limit.get()),
          failure);
    }
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "the tokenizer library cannot be loaded from %s (may programs run there?; %s): %s",
            cache,
            ELSEWHERE,
            String.valueOf(failure.getMessage()).lines().findFirst().orElse("")),
        failure);
  }

  /// What it takes on the disk; 0 where there is none for this system.
  private static long bytes() {
    URL library =
        TokenizerLibrary.class.getResource(
            String.format(
                Locale.ROOT,
                "/native/lib/%s/cpu/%s",
                Platform.detectPlatform("tokenizers").getClassifier(),
                System.mapLibraryName("tokenizers")));
    try {
      return library == null ? 0 : Math.max(0, library.openConnection().getContentLengthLong());
    } catch (IOException unreadable) {
      return 0;
    }
  }

  /// Where the folder is, or would be.
  private static long free(Path folder) {
    Path there = folder.toAbsolutePath();
    while (there.getParent() != null && !there.toFile().exists()) {
      there = there.getParent();
    }
    return there.toFile().getUsableSpace();
  }
}
