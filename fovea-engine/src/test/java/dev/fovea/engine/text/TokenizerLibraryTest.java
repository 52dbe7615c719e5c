package dev.fovea.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenizerLibraryTest {
  private static final Path CACHE = Path.of("/cache");
  private static final LinkageError ERROR = new LinkageError("failed to map\nand more");

  @Test
  void aFullDisk() {
    assertThat(TokenizerLibrary.explained(ERROR, CACHE, 15_486_960, 2_900_000, Optional.empty()))
        .isExactlyInstanceOf(CapacityException.class)
        .hasMessage(
            "not enough disk to unpack the tokenizer library: /cache has 2 MB free, it needs 16 MB; DJL_CACHE_DIR=FOLDER puts it elsewhere");
  }

  @Test
  void aLimitOfAddresses() {
    assertThat(TokenizerLibrary.explained(ERROR, CACHE, 1, 2, Optional.of("1536000000")))
        .isExactlyInstanceOf(CapacityException.class)
        .hasMessage(
            "not enough memory to load the tokenizer library: ulimit -v leaves this process 1536000000 bytes of addresses");
  }

  @Test
  void anythingElse() {
    assertThat(TokenizerLibrary.explained(ERROR, CACHE, 1, 2, Optional.empty()))
        .isExactlyInstanceOf(FoveaException.class)
        .hasMessage(
            "the tokenizer library cannot be loaded from /cache (may programs run there?; DJL_CACHE_DIR=FOLDER puts it elsewhere): failed to map");
  }
}
