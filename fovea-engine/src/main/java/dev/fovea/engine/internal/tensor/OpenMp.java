package dev.fovea.engine.internal.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.bytedeco.pytorch.global.torch;

/// The number of threads that operators use when this thread calls them.
///
/// OpenMP knows one for every thread. libtorch's own function sets it too, but also the number that
/// threads begin with which have called no operator yet, whoever they belong to.
final class OpenMp {
  private static final List<MethodHandle> SET_THREADS =
      LoadedLibraries.functions(
          "lib(gomp|omp|iomp5).*",
          "omp_set_num_threads",
          FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));

  private OpenMp() {}

  /// How many there are.
  static int threads() {
    return torch.get_num_threads();
  }

  /// Changes them, for the calling thread.
  ///
  /// @param threads at least 1
  static void setThreads(int threads) {
    if (SET_THREADS.isEmpty()) { // another OpenMP than we know
      torch.set_num_threads(threads);
      return;
    }
    for (MethodHandle set : SET_THREADS) {
      try {
        set.invokeExact(threads);
      } catch (Throwable impossible) { // it is C
        throw new IllegalStateException(impossible);
      }
    }
  }
}
