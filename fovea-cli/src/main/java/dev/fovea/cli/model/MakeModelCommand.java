package dev.fovea.cli.model;

import dev.fovea.bench.RandomModel;
import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.Output;
import dev.fovea.cli.print.WrittenFile;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.NewFolder;
import dev.fovea.machine.Memory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fovea bench make-model`: a model folder of real size with random weights.
@Command(
    name = "make-model",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a model folder with random bfloat16 weights in the shape of a config.json: as large and as slow as the model of that shape, and answering nonsense.",
      "The folder appears when it is complete. The same seed makes the same bytes."
    },
    footer = {
      "",
      "Example:",
      "  fovea bench make-model --config fovea-bench/configs/llava-1.5-7b.json --like fixtures/llava -o /tmp/llava-7b-shape",
      "  fovea ask -m /tmp/llava-7b-shape -i examples/scene.png --max-tokens 8 --json \"What is this?\"",
    })
final class MakeModelCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "CONFIG.json",
      description = "The shape: the config.json of a supported family.")
  private Path config = Path.of("");

  @Option(
      names = "--like",
      required = true,
      paramLabel = "FOLDER",
      description =
          "A model folder of the same family, which gives tokenizer, chat template, token ids and processor; the sizes of pictures are those of the shape.")
  private Path like = Path.of("");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FOLDER",
      description = "The folder to make; there must be none of that name.")
  private Path folder = Path.of("");

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Make only the first N decoder layers. Default: all.")
  private Optional<Integer> layers = Optional.empty();

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "3",
      description = "Files to spread the weights over. Default: ${DEFAULT-VALUE}.")
  private int shards = 3;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the random weights. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    if (shards < 1) {
      throw new FoveaException("--shards: expected 1 or more, found " + shards);
    }
    OptionalInt depth = layers.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    WrittenFile.requireFolderName("-o", folder);
    NewFolder.check(folder);
    RandomModel model = RandomModel.of(config, depth, like);
    model.write(folder, seed, shards, output.messages()::tell);
    if (output.json()) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("folder", folder.toString());
      object.put("parameters", model.parameters());
      object.put("weight_bytes", model.bytes());
      object.put("seed", seed);
      output.object(object);
    } else {
      output.line(
          String.format(
              Locale.ROOT,
              "%s: %,d random weights, %s",
              folder,
              model.parameters(),
              Memory.bytes(model.bytes())));
    }
    return ExitCode.DONE;
  }
}
