package dev.fovea.cli.print;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a command is going to write must be nothing that it reads, nor what something else of it is
/// written to, under whatever name.
public final class WrittenFile {
  /// What users say for standard input or output.
  static final String STANDARD = "-";

  private static final Set<String> STANDARD_OUTPUT =
      Set.of(STANDARD, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

  private static final Path OUT = Path.of("/dev/stdout");

  private WrittenFile() {}

  /// Whether the name means standard output.
  public static boolean isStandardOutput(Path file) {
    return STANDARD_OUTPUT.contains(file.toString());
  }

  /// Makes sure that the file is none of those, and not where standard output goes.
  ///
  /// @param option by which it was given
  public static void requireApart(String option, Path file, List<CommandInput> inputs) {
    for (CommandInput input : inputs) {
      if (isSame(file, input.path())) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: %s would replace the file of %s; expected another one",
                file,
                option,
                input.option()));
      }
    }
    if (Files.isRegularFile(OUT) && isSame(file, OUT)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: %s would replace the file that standard output goes to; expected another one",
              file,
              option));
    }
  }

  /// Makes sure that a folder is meant: nothing else can hold several files.
  public static void requireFolderName(String option, Path folder) {
    if (isStandardOutput(folder)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s %s: expected the name of a folder, as there are several files to write; ./- is a folder of that name",
              option,
              folder));
    }
  }

  /// Whether two names lead to the same file, or will once it is there. Devices may be written and
  /// read at once.
  static boolean isSame(Path one, Path other) {
    try {
      if (Files.exists(one) && Files.exists(other)) {
        return Files.isRegularFile(one) && Files.isSameFile(one, other);
      }
      return !Files.exists(one) && !Files.exists(other) && place(one).equals(place(other));
    } catch (IOException e) {
      throw FileProblem.unreadable(one, e);
    }
  }

  private static Path place(Path missing) throws IOException {
    Path path = missing.toAbsolutePath().normalize();
    Path folder = path.getParent();
    return folder == null || !Files.exists(folder)
        ? path
        : folder.toRealPath().resolve(path.getFileName());
  }
}
