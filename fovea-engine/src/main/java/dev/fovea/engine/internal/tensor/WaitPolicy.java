package dev.fovea.engine.internal.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How long OpenMP's threads wait for each other in a loop before they go to sleep.
///
/// A fifth of a second, the runtime's own choice, is a disaster where other programs use the cores:
/// the waiting thread then keeps the one that it waits for from running (`docs/decisions/0018`).
/// The runtime reads the environment once, when it is loaded, so that is where the choice goes,
/// unless the user has made one.
final class WaitPolicy {
  /// Turns of the loop.
  private static final String SPINS = "1000";

  /// Any of them is the user's choice.
  private static final List<String> VARIABLES =
      List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME");

  private WaitPolicy() {}

  /// Sets it for the OpenMP that is going to be loaded.
  static void apply() {
    choice(System.getenv()).ifPresent(value -> setVariable("GOMP_SPINCOUNT", value));
  }

  /// What to set, where the user has set nothing.
  static Optional<String> choice(Map<String, String> environment) {
    return VARIABLES.stream().anyMatch(environment::containsKey)
        ? Optional.empty()
        : Optional.of(SPINS);
  }

  /// For C only: Java keeps the environment that the process began with.
  private static void setVariable(String name, String value) {
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows")) {
      return; // OpenMP there is another one
    }
    Linker linker = Linker.nativeLinker();
    linker
        .defaultLookup()
        .find("setenv")
        .map(found ->
            linker.downcallHandle(
                found,
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT)))
        .ifPresent(setenv -> {
          try (Arena arena = Arena.ofConfined()) {
            int unused =
                (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
          } catch (Throwable impossible) { // it is C
            throw new IllegalStateException(impossible);
          }
        });
  }
}
