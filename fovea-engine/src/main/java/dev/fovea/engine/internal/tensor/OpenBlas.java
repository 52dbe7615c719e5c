package dev.fovea.engine.internal.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/// OpenBLAS, to which libtorch hands float32 products.
///
/// Its number of threads belongs to the whole process. It is as many as the most modest of those
/// wants who compute just now, and what it was before when nobody does.
///
/// The modest ones are engines with fewer threads than others, and libtorch's attention kernel:
/// that runs on all cores and takes many small products on each, and OpenBLAS, which does not see
/// that, would start threads for each of these again. On two busy cores that was 20 times slower
/// than products of one thread.
public final class OpenBlas {
  /// The functions of every copy that is loaded: libtorch brings two.
  private static final List<MethodHandle> SET_THREADS =
      LoadedLibraries.functions(
          "(lib)?openblas.*",
          "openblas_set_num_threads",
          FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));

  private static final List<MethodHandle> GET_THREADS =
      LoadedLibraries.functions(
          "(lib)?openblas.*",
          "openblas_get_num_threads",
          FunctionDescriptor.of(ValueLayout.JAVA_INT));

  /// What those want who compute just now.
  private static final List<Integer> WANTED = new ArrayList<>();

  private static int before;
  private static int now;

  private OpenBlas() {}

  /// Does some work whose products use at most so many threads.
  ///
  /// @param threads 0 for as many as there are
  public static <T> T with(int threads, Supplier<T> work) {
    if (threads == 0) {
      return work.get();
    }
    begin(threads);
    try {
      return work.get();
    } finally {
      end(threads);
    }
  }

  private static synchronized void begin(int threads) {
    if (WANTED.isEmpty()) {
      before = threads();
      now = before;
    }
    WANTED.add(threads);
    change();
  }

  private static synchronized void end(int threads) {
    WANTED.remove(Integer.valueOf(threads));
    change();
  }

  private static void change() {
    int least = WANTED.isEmpty() ? before : Collections.min(WANTED);
    if (least != now) {
      setThreads(least);
      now = least;
    }
  }

  /// Threads that products use just now.
  static int threads() {
    int most = 1;
    for (MethodHandle get : GET_THREADS) {
      try {
        most = Math.max(most, (int) get.invokeExact());
      } catch (Throwable impossible) { // it is C
        throw new IllegalStateException(impossible);
      }
    }
    return most;
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
