package dev.fovea.cli.model;

import dev.fovea.Fovea;
import dev.fovea.builtin.BuiltinModel;
import dev.fovea.cli.print.Columns;
import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.Output;
import dev.fovea.engine.Engine;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.folder.ModelLocator;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fovea models`: what can be given to `-m`.
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description =
        "Lists the built-in model, the models in the Hugging Face cache, and the supported families.",
    footer = {
      "",
      "The cache is $HF_HUB_CACHE, else $HF_HOME/hub, else ~/.cache/huggingface/hub.",
      "",
      "Example:",
      "  fovea models --json",
    })
public final class ModelsCommand implements Callable<Integer> {
  private static final String UNREADABLE = "unreadable";

  @Mixin private Output output = new Output();

  /// A model that can be named.
  private record Entry(String model, String family, Path folder) {
    static Entry of(String model, Path folder) {
      return new Entry(model, family(folder), folder);
    }

    private static String family(Path folder) {
      try {
        return ModelFolder.open(folder).config().string("model_type");
      } catch (FoveaException e) {
        return UNREADABLE;
      }
    }

    boolean supported() {
      return Engine.families().contains(family);
    }

    Object json() {
      return JsonOutput.object(
          "model", model, "family", family, "supported", supported(), "folder", folder.toString());
    }
  }

  @Override
  public Integer call() {
    ModelLocator locator = ModelLocator.of(System.getenv());
    Entry builtin = Entry.of(BuiltinModel.NAME, Fovea.folder(BuiltinModel.NAME));
    List<Entry> cached =
        locator.cached().stream().map(found -> Entry.of(found.model(), found.folder())).toList();
    if (output.json()) {
      output.object(
          JsonOutput.object(
              "builtin", builtin.json(),
              "cached", cached.stream().map(Entry::json).toList(),
              "cache", locator.cache().toString(),
              "families", Engine.families()));
    } else {
      print("built-in", List.of(builtin));
      print("cached in " + locator.cache(), cached);
      output.line("supported families: " + String.join(", ", Engine.families()));
    }
    return ExitCode.DONE;
  }

  private void print(String heading, List<Entry> entries) {
    output.line(heading + (entries.isEmpty() ? ": none" : ""));
    for (Entry entry : entries) {
      output.line(
          String.format(
              Locale.ROOT,
              "  %s %s%s",
              Columns.padded(entry.model(), 40),
              entry.family(),
              entry.supported() ? "" : " (not supported)"));
    }
  }
}
