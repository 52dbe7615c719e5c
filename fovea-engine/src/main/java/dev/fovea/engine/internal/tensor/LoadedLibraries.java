package dev.fovea.engine.internal.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/// Functions of the libraries that came with libtorch and have no Java method.
final class LoadedLibraries {
  private LoadedLibraries() {}

  /// A function of every loaded library that has it.
  ///
  /// @param files regular expression for the names of the libraries' files
  static List<MethodHandle> functions(String files, String name, FunctionDescriptor type) {
    return Loader.getLoadedLibraries().values().stream()
        .map(Path::of)
        .filter(library -> library.getFileName().toString().matches(files))
        .flatMap(library -> function(library, name, type).stream())
        .toList();
  }

  private static Optional<MethodHandle> function(
      Path library, String name, FunctionDescriptor type) {
    try {
      return SymbolLookup.libraryLookup(library, Arena.global())
          .find(name)
          .map(found -> Linker.nativeLinker().downcallHandle(found, type));
    } catch (IllegalArgumentException unknown) { // a library that is known by its name only
      return Optional.empty();
    }
  }
}
