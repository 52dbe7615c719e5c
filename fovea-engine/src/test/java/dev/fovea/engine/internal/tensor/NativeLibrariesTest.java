package dev.fovea.engine.internal.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.tensor.NativeLibraries.Room;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is said where libtorch cannot be loaded; the causes are those that JavaCPP gives.
class NativeLibrariesTest {
  private static final Path CACHE = Path.of("/cache");
  private static final Room ENOUGH = new Room(0, 1);
  private static final String ELSEWHERE =
      "-Dorg.bytedeco.javacpp.cachedir=FOLDER (in JAVA_TOOL_OPTIONS) puts them elsewhere";

  private static UnsatisfiedLinkError because(String reason) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError("no jnitorch in java.library.path: /lib");
    error.initCause(new UnsatisfiedLinkError(reason));
    return error;
  }

  private static void assertSays(
      FoveaException found, Class<? extends FoveaException> type, String message) {
    assertThat(found).isExactlyInstanceOf(type).hasMessage(message).hasCauseInstanceOf(Error.class);
  }

  @Test
  void aFullDisk() {
    assertSays(
        NativeLibraries.explained(
            because("x"), CACHE, new Room(451_000_001, 11_900_000), Optional.empty()),
        CapacityException.class,
        "not enough disk to unpack libtorch: /cache has 11 MB free, its libraries need 452 MB more; "
            + ELSEWHERE);
  }

  @Test
  void aLimitOfAddresses() {
    assertSays(
        NativeLibraries.explained(because("x"), CACHE, ENOUGH, Optional.of("1536000000")),
        CapacityException.class,
        "not enough memory to load libtorch: ulimit -v leaves this process 1536000000 bytes of addresses; expected no limit, or several gigabytes");
  }

  @Test
  void noMemory() {
    assertSays(
        NativeLibraries.explained(
            because("libtorch_cpu.so: Cannot allocate memory"), CACHE, ENOUGH, Optional.empty()),
        CapacityException.class,
        "not enough memory to load libtorch: no jnitorch in java.library.path: /lib; libtorch_cpu.so: Cannot allocate memory");
  }

  @Test
  void aFolderWhereNoProgramsMayRun() {
    assertSays(
        NativeLibraries.explained(
            because("libjnitorch.so: failed to map segment from shared object"),
            CACHE,
            ENOUGH,
            Optional.empty()),
        FoveaException.class,
        "libtorch cannot be loaded from /cache, where no programs may run (mounted noexec?); "
            + ELSEWHERE);
  }

  @Test
  void anythingElse() {
    assertSays(
        NativeLibraries.explained(
            because("libstdc++.so.6: no such file"), CACHE, ENOUGH, Optional.empty()),
        FoveaException.class,
        "libtorch cannot be loaded (it is unpacked to /cache; "
            + ELSEWHERE
            + "): no jnitorch in java.library.path: /lib; libstdc++.so.6: no such file");
  }
}
