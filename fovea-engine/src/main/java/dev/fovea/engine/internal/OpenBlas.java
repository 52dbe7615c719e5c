package dev.fovea.engine.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;

/// OpenBLAS, to which libtorch hands float32 products.
///
/// libtorch's attention kernel runs on all cores and takes many small products on each; OpenBLAS,
/// which does not see that, would start threads for each of these again. On two busy cores that was
/// 20 times slower than products of one thread.
final class OpenBlas {
  /// `openblas_set_num_threads` of every copy that is loaded: libtorch brings two.
  private static final List<MethodHandle> SET_THREADS =
      Loader.getLoadedLibraries().values().stream()
          .map(Path::of)
          .filter(library -> library.getFileName().toString().matches("(lib)?openblas.*"))
          .flatMap(library -> setThreads(library).stream())
          .toList();

  private OpenBlas() {}

  private static Optional<MethodHandle> setThreads(Path library) {
    try {
      return SymbolLookup.libraryLookup(library, Arena.global())
          .find("openblas_set_num_threads")
          .map(function ->
              Linker.nativeLinker()
                  .downcallHandle(function, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
    } catch (IllegalArgumentException unknown) { // a library that is known by its name only
      return Optional.empty();
    }
  }

  /// Does some work whose products are single-threaded each.
  static <T> T onOneThread(Supplier<T> work) {
    setThreads(1);
    try {
      return work.get();
    } finally {
      setThreads(Libtorch.threads());
    }
  }

  /// Lets products of float32 matrices use this many threads.
  static void setThreads(int threads) {
    for (MethodHandle set : SET_THREADS) {
      try {
        set.invokeExact(threads);
      } catch (Throwable impossible) { // it is C
        throw new IllegalStateException(impossible);
      }
    }
  }
}
