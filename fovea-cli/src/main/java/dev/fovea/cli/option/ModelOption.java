package dev.fovea.cli.option;

import dev.fovea.Fovea;
import dev.fovea.builtin.BuiltinModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/// `-m`: which model.
public final class ModelOption {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      defaultValue = BuiltinModel.NAME,
      description =
          "A model folder, a repository in the local Hugging Face cache (ORG/NAME or ORG/NAME@REVISION), or the small model that comes with Fovea. Default: ${DEFAULT-VALUE}.")
  private String model = BuiltinModel.NAME;

  /// What the user calls the model.
  public String name() {
    return model;
  }

  /// The names under which a request may call the model: that of `-m` first, the last part of a
  /// folder's path, a repository without its revision.
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    names.add(model);
    Path last = Path.of(model).toAbsolutePath().normalize().getFileName();
    if (last != null && Files.isDirectory(Path.of(model))) {
      names.add(last.toString());
    }
    names.add(model.split("@", 2)[0]);
    return names;
  }

  /// Whether it is the one that comes with Fovea.
  public boolean isBuiltin() {
    return Fovea.isBuiltin(model);
  }

  /// Where it is.
  public Path folder() {
    return Fovea.folder(model);
  }
}
