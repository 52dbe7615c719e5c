package dev.fovea.engine.internal;

import dev.fovea.engine.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/// Loads libtorch once, with the settings that large models need.
public final class Libtorch {
  private static final boolean ADVANCED_MATRIX_EXTENSIONS = cpuFlags().contains(" amx_bf16");

  static {
    // JavaCPP would otherwise refuse to go on once the process is larger than a few Java heaps.
    setUnlessSet("org.bytedeco.javacpp.maxBytes", "0");
    setUnlessSet("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    Loader.load(torch.class);
  }

  private Libtorch() {}

  /// Makes sure that the libraries are loaded and that operators use this many threads, in the
  /// whole process: libtorch knows no other setting.
  ///
  /// @param threads 0 for one per core
  public static void initialize(int threads) {
    int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    torch.set_num_threads(count);
    OpenBlas.setThreads(count);
  }

  /// Threads that operators use.
  public static int threads() {
    return torch.get_num_threads();
  }

  /// The device of that name: `cpu`, `cuda` or `cuda:N`.
  public static Device device(String name) {
    if (!name.matches("cpu|cuda(:\\d{1,2})?")) {
      throw new FoveaException("unknown device '" + name + "': expected cpu, cuda or cuda:N");
    }
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
  static boolean hasAdvancedMatrixExtensions() {
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

  private static void setUnlessSet(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
