package dev.fovea.bench;

import dev.fovea.engine.file.NewFolder;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.tensors.TensorShape;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A model folder to be, with random bfloat16 weights in the shape of a configuration: as large and
/// as slow as the model of that shape, for whoever has no room or no right to the real one. What it
/// answers means nothing.
///
/// The numbers are those of [BenchSource.RandomWeights], the same for the same seed.
public final class RandomModel {
  private static final String INDEX = "model.safetensors.index.json";

  private final DonorFiles files;
  private final List<TensorShape> tensors;

  private RandomModel(DonorFiles files, List<TensorShape> tensors) {
    this.files = files;
    this.tensors = tensors;
  }

  /// Plans a folder; nothing is written yet.
  ///
  /// @param config `config.json` of a supported family
  /// @param layers decoder layers to keep, from the first; empty for all
  /// @param donor a folder of the same family, whose tokenizer, chat template and processor the new
  ///   one takes
  /// @throws dev.fovea.engine.error.FoveaException if they do not fit each other
  public static RandomModel of(Path config, OptionalInt layers, Path donor) {
    JsonView shape = new BenchSource.RandomWeights(config).config(layers);
    List<TensorShape> tensors = Families.tensors(shape);
    return new RandomModel(new DonorFiles(shape, ModelFolder.open(donor)), tensors);
  }

  /// Number of weights.
  public long parameters() {
    return tensors.stream().mapToLong(TensorShape::elements).sum();
  }

  /// Bytes of the weights.
  public long bytes() {
    return parameters() * DType.BF16.bytes();
  }

  /// Writes the folder, whole or not at all, in memory that does not grow with the model.
  ///
  /// @param folder does not exist yet
  /// @param shards files to spread the weights over, roughly evenly; fewer where a single tensor is
  ///   larger than such a part
  /// @param progress is told what begins
  /// @throws dev.fovea.engine.error.CapacityException if the disk has no room for it
  /// @throws dev.fovea.engine.error.FoveaException if the folder exists or cannot be written
  public void write(Path folder, long seed, int shards, Consumer<String> progress) {
    NewFolder.create(
        folder,
        bytes(),
        unfinished -> {
          files.write(unfinished);
          writeWeights(unfinished, new RandomBfloat16(seed), shards, progress);
        });
  }

  private void writeWeights(
      Path folder, RandomBfloat16 numbers, int shards, Consumer<String> progress)
      throws IOException {
    List<List<TensorShape>> parts = parts(shards);
    Map<String, String> shardByTensor = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String shard =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, parts.size());
      progress.accept("writing " + shard);
      SafetensorsWriter.write(
          folder.resolve(shard),
          Map.of("format", "pt"),
          parts.get(i).stream().map(numbers::tensor).toList());
      parts.get(i).forEach(tensor -> shardByTensor.put(tensor.name(), shard));
    }
    Map<String, @Nullable Object> index = new LinkedHashMap<>();
    index.put("metadata", Map.of("total_size", bytes()));
    index.put("weight_map", shardByTensor);
    DonorFiles.writeJson(folder.resolve(INDEX), index);
  }

  /// Tensors in order, cut where a further share of all numbers is full.
  private List<List<TensorShape>> parts(int shards) {
    long all = parameters();
    Map<Long, List<TensorShape>> parts = new TreeMap<>();
    long before = 0;
    for (TensorShape tensor : tensors) {
      parts.computeIfAbsent(before * shards / all, _ -> new ArrayList<>()).add(tensor);
      before += tensor.elements();
    }
    return List.copyOf(parts.values());
  }
}
