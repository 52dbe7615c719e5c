package dev.fovea.engine.internal.weights;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.json.Text;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which files of a model folder hold its weights, chosen as transformers 5.18 does.
///
/// @param paths in the order in which they are read: of tensors that several hold, the last counts
/// @param index names the file of each tensor; empty for a single file
record WeightFiles(List<Path> paths, Optional<JsonView> index) {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String NAMED = "transformers_weights";
  private static final String FILE_IN_FOLDER = "the name of a file in the folder";
  private static final List<String> PICKLES =
      List.of("pytorch_model.bin", "pytorch_model.bin.index.json");

  WeightFiles {
    paths = List.copyOf(paths);
  }

  /// The file that `transformers_weights` of the configuration names; else `model.safetensors`;
  /// else the shards that `model.safetensors.index.json` names.
  ///
  /// @param config may name a file; without keys for none
  /// @throws FoveaException where there is none of them, or a shard is missing
  static WeightFiles of(Path folder, JsonView config) {
    if (config.has(NAMED)) {
      return named(folder, config);
    }
    if (Files.exists(folder.resolve(SINGLE))) {
      return new WeightFiles(List.of(folder.resolve(SINGLE)), Optional.empty());
    }
    if (Files.exists(folder.resolve(INDEX))) {
      return shards(folder, folder.resolve(INDEX));
    }
    for (String pickle : PICKLES) {
      if (Files.exists(folder.resolve(pickle))) {
        throw new UnsupportedException(
            String.format(
                Locale.ROOT,
                "%s: expected %s, found only %s, a pickle, which is not read because it can run code; convert it to safetensors",
                folder,
                SINGLE,
                pickle));
      }
    }
    throw new FoveaException(
        String.format(Locale.ROOT, "%s: expected %s or %s, found neither", folder, SINGLE, INDEX));
  }

  private static WeightFiles named(Path folder, JsonView config) {
    String name = config.string(NAMED);
    Path file = inside(folder, name, config, NAMED);
    if (!Files.exists(file)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: missing %s, named by %s of config.json",
              folder,
              Text.quote(name),
              NAMED));
    }
    if (name.endsWith(".safetensors.index.json")) {
      return shards(folder, file);
    }
    if (!name.endsWith(".safetensors")) {
      throw config.wrong(NAMED, "a file *.safetensors or *.safetensors.index.json");
    }
    return new WeightFiles(List.of(file), Optional.empty());
  }

  /// All shards that the index names for any tensor, by name: the index is not asked which holds
  /// what.
  private static WeightFiles shards(Path folder, Path file) {
    JsonView index = JsonView.read(file).object("weight_map");
    Map<String, Path> shards = new TreeMap<>();
    for (String tensor : index.keys()) {
      String shard = index.string(tensor);
      if (!shards.containsKey(shard)) {
        Path path = inside(folder, shard, index, tensor);
        if (!Files.exists(path)) {
          throw new FoveaException(
              String.format(
                  Locale.ROOT,
                  "%s: missing shard %s, named by %s for tensor %s",
                  folder,
                  Text.quote(shard),
                  file.getFileName(),
                  Text.quote(tensor)));
        }
        shards.put(shard, path);
      }
    }
    return new WeightFiles(new ArrayList<>(shards.values()), Optional.of(index));
  }

  /// Only the name may not leave the folder: in the Hugging Face cache the file itself is a link
  /// that does.
  private static Path inside(Path folder, String name, JsonView json, String key) {
    try {
      Path path = folder.resolve(name).normalize();
      if (path.startsWith(folder.normalize()) && !path.equals(folder.normalize())) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw json.wrong(key, FILE_IN_FOLDER);
    }
    throw json.wrong(key, FILE_IN_FOLDER);
  }
}
