package dev.fovea.engine.weights;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.UnsupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All tensors of a model folder, from one file or from shards, mapped until it is closed.
public final class Weights implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final List<String> PICKLES =
      List.of("pytorch_model.bin", "pytorch_model.bin.index.json");

  private final Path folder;
  private final List<SafetensorsFile> files;
  private final Map<String, TensorEntry> tensors;

  private Weights(Path folder, List<SafetensorsFile> files, Map<String, TensorEntry> tensors) {
    this.folder = folder;
    this.files = files;
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /// Maps `model.safetensors` or, where there is none, the shards that
  /// `model.safetensors.index.json` names (the order of transformers).
  ///
  /// @throws FoveaException where there is neither, or a shard or a tensor is missing
  public static Weights open(Path folder) {
    if (Files.exists(folder.resolve(SINGLE))) {
      SafetensorsFile file = SafetensorsFile.open(folder.resolve(SINGLE));
      return new Weights(folder, List.of(file), file.tensors());
    }
    if (Files.exists(folder.resolve(INDEX))) {
      return openShards(folder);
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

  private static Weights openShards(Path folder) {
    JsonView shardByTensor = JsonView.read(folder.resolve(INDEX)).object("weight_map");
    Map<String, SafetensorsFile> shards = new LinkedHashMap<>();
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    try {
      for (String name : shardByTensor.keys()) {
        String shard = shardByTensor.string(name);
        SafetensorsFile file = shards.get(shard);
        if (file == null) {
          file = SafetensorsFile.open(shardPath(folder, shard, shardByTensor, name));
          shards.put(shard, file);
        }
        tensors.put(
            name,
            file.find(name)
                .orElseThrow(() ->
                    new FoveaException(
                        String.format(
                            Locale.ROOT,
                            "%s: tensor %s is missing, which %s places there",
                            shard,
                            Text.quote(name),
                            INDEX))));
      }
    } catch (FoveaException e) {
      shards.values().forEach(SafetensorsFile::close);
      throw e;
    }
    return new Weights(folder, List.copyOf(shards.values()), tensors);
  }

  /// Only the name may not leave the folder: in the Hugging Face cache the file itself is a link
  /// that does.
  private static Path shardPath(Path folder, String shard, JsonView index, String tensor) {
    Path path;
    try {
      path = folder.resolve(shard).normalize();
    } catch (InvalidPathException e) {
      throw index.wrong(tensor, "the name of a file in the folder");
    }
    if (!path.startsWith(folder.normalize()) || path.equals(folder.normalize())) {
      throw index.wrong(tensor, "the name of a file in the folder");
    }
    if (!Files.exists(path)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: missing shard %s, named by %s for tensor %s",
              folder,
              Text.quote(shard),
              INDEX,
              Text.quote(tensor)));
    }
    return path;
  }

  /// Names of all tensors; of one file in the order of their bytes, of shards in that of the index.
  public Set<String> names() {
    return tensors.keySet();
  }

  /// The tensor of that name.
  public Optional<TensorEntry> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /// The tensor that is stored under one of these names, the preferred one first.
  public Optional<TensorEntry> find(List<String> names) {
    return names.stream().flatMap(name -> find(name).stream()).findFirst();
  }

  /// The tensor of that name.
  ///
  /// @throws FoveaException where there is none
  public TensorEntry get(String name) {
    return find(name)
        .orElseThrow(() ->
            new FoveaException(
                String.format(
                    Locale.ROOT,
                    "%s: tensor %s is missing among %d tensors",
                    folder,
                    Text.quote(name),
                    tensors.size())));
  }

  /// Numbers in all tensors together.
  public long elements() {
    return tensors.values().stream().mapToLong(TensorEntry::elements).sum();
  }

  /// Bytes of all tensors together.
  public long totalBytes() {
    return tensors.values().stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
  }

  /// The element type that most bytes have; the first of [DType] among equals.
  public DType mainDType() {
    Map<DType, Long> bytes = new EnumMap<>(DType.class);
    tensors.values().forEach(t -> bytes.merge(t.dtype(), t.data().byteSize(), Long::sum));
    return bytes.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow(
            () -> new FoveaException(String.format(Locale.ROOT, "%s: holds no tensors", folder)));
  }

  /// Unmaps all files: no tensor made on their data may be used after that.
  @Override
  public void close() {
    files.forEach(SafetensorsFile::close);
  }
}
