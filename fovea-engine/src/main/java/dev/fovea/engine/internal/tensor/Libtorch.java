package dev.fovea.engine.internal.tensor;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/// Loads libtorch once, with the settings that large models need.
public final class Libtorch {
  private static final boolean ADVANCED_MATRIX_EXTENSIONS = cpuFlags().contains(" amx_bf16");
  private static final Optional<FoveaException> FAILURE = NativeLibraries.load();

  private Libtorch() {}

  /// Makes sure that the libraries are loaded.
  ///
  /// @throws dev.fovea.engine.error.CapacityException if disk or memory are too small for them
  /// @throws FoveaException if they cannot be loaded for another reason
  public static void require() {
    if (FAILURE.isPresent()) {
      throw FAILURE.get();
    }
  }

  /// Does some work during which operators that this thread calls use so many threads, and products
  /// of any thread not more.
  ///
  /// @param threads 0 changes nothing
  public static <T> T withThreads(int threads, Supplier<T> work) {
    require();
    return OpenBlas.with(threads, () -> onThisThread(threads, work));
  }

  /// Does some work during which operators that this thread calls use so many threads.
  ///
  /// @param threads 0 changes nothing
  static <T> T onThisThread(int threads, Supplier<T> work) {
    int before = threads();
    if (threads == 0 || threads == before) {
      return work.get();
    }
    OpenMp.setThreads(threads);
    try {
      return work.get();
    } finally {
      OpenMp.setThreads(before);
    }
  }

  static void useThreadsHere(int threads) {
    if (threads != 0 && threads != threads()) {
      OpenMp.setThreads(threads);
    }
  }

  /// Threads that operators use which this thread calls.
  public static int threads() {
    return OpenMp.threads();
  }

  /// The device of that name: `cpu`, `cuda` or `cuda:N`.
  public static Device device(String name) {
    if (!name.matches("cpu|cuda(:\\d{1,2})?")) {
      throw new FoveaException("unknown device '" + name + "': expected cpu, cuda or cuda:N");
    }
    require();
    if (name.startsWith("cuda") && !torch.hasCUDA()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "device '%s' is not to be had: this libtorch build or machine has no CUDA; use cpu, or build with -Pgpu",
              name));
    }
    return new Device(name);
  }

  /// Whether the processor multiplies bfloat16 tiles in hardware; libtorch's flash kernel is fast
  /// in bfloat16 only then.
  public static boolean hasAdvancedMatrixExtensions() {
    return ADVANCED_MATRIX_EXTENSIONS;
  }

  private static String cpuFlags() {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(cpuinfo)) {
      return "";
    }
    try {
      return Files.readString(cpuinfo);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
