package dev.fovea.engine.hub;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// A lock of flock(2) on a file. Java's own file locks are those of fcntl(2), which Linux keeps
/// apart from these, so that they would not keep Python's `filelock` out.
final class Flock implements AutoCloseable {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  // creat(2) is open(2) without the variable arguments and the flags that differ between systems
  private static final MethodHandle CREAT =
      function(
          "creat",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle FLOCK =
      function(
          "flock",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private static final int GROUP_WRITABLE = 0664;
  private static final int EXCLUSIVE_WITHOUT_WAITING = 2 | 4;
  private static final int EINTR = 4;
  private static final int EACCES = 13;
  private static final int EWOULDBLOCK = System.getProperty("os.name").startsWith("Mac") ? 35 : 11;

  private final int descriptor;

  private Flock(int descriptor) {
    this.descriptor = descriptor;
  }

  @SuppressWarnings(
      "restricted") // the launcher enables native access, which libtorch needs as well
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /// The lock, or nothing where another holds it.
  ///
  /// @throws IOException where the file cannot be made or its file system knows no locks
  static Optional<Flock> tryAcquire(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment path = arena.allocateFrom(file.toString());
      int descriptor = (int) CREAT.invokeExact(state, path, GROUP_WRITABLE);
      if (descriptor < 0) {
        throw new IOException(
            String.format(Locale.ROOT, "%s: cannot be made: errno %d", file, errno(state)));
      }
      if ((int) FLOCK.invokeExact(state, descriptor, EXCLUSIVE_WITHOUT_WAITING) == 0) {
        return Optional.of(new Flock(descriptor));
      }
      int errno = errno(state);
      new Flock(descriptor).close();
      if (errno == EWOULDBLOCK || errno == EACCES || errno == EINTR) {
        return Optional.empty();
      }
      throw new IOException(
          String.format(Locale.ROOT, "%s: cannot be locked: errno %d", file, errno));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /// Closing the only descriptor ends the lock.
  @Override
  public void close() {
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
