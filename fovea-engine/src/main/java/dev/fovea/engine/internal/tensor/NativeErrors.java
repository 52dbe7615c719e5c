package dev.fovea.engine.internal.tensor;

import dev.fovea.engine.error.CapacityException;
import dev.fovea.engine.error.FoveaException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// What libtorch throws, in one line of ours: the binding makes a plain [RuntimeException] of it,
/// whose message goes on for thirty lines of C++ frames.
public final class NativeErrors {
  private static final List<String> OUT_OF_MEMORY =
      List.of("can't allocate memory", "out of memory", "cannot allocate", "std::bad_alloc");

  private NativeErrors() {}

  /// Does some work whose plain [RuntimeException]s are libtorch's.
  ///
  /// @throws dev.fovea.engine.error.CapacityException if memory ran out
  /// @throws FoveaException for anything else that libtorch complains of
  public static <T> T translated(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException failure) {
      throw failure.getClass() == RuntimeException.class ? translate(failure) : failure;
    }
  }

  private static FoveaException translate(RuntimeException failure) {
    String text = String.valueOf(failure.getMessage());
    String line = text.lines().map(String::strip).findFirst().orElse("");
    String lower = text.toLowerCase(Locale.ROOT);
    return OUT_OF_MEMORY.stream().anyMatch(lower::contains)
        ? new CapacityException("not enough memory: " + line, failure)
        : new FoveaException("libtorch cannot compute this: " + line, failure);
  }
}
