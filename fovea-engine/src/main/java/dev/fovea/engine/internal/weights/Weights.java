package dev.fovea.engine.internal.weights;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.json.Text;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// All tensors of a model folder, from one file or from shards, mapped until it is closed, and the
/// adapter that changes some of them.
///
/// Shards are read as transformers 5.18 reads them: every file that the index names, whatever it
/// says of single tensors; of a tensor that several hold, that of the last by name counts.
public final class Weights implements AutoCloseable {
  private final Path folder;
  private final List<SafetensorsFile> files;
  private final Map<String, TensorEntry> tensors;
  private final List<String> notes;
  private final Optional<Adapter> adapter;

  private Weights(
      Path folder,
      List<SafetensorsFile> files,
      Map<String, TensorEntry> tensors,
      List<String> notes,
      Optional<Adapter> adapter) {
    this.folder = folder;
    this.files = files;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.notes = notes;
    this.adapter = adapter;
  }

  /// Maps `model.safetensors` or, where there is none, the shards that
  /// `model.safetensors.index.json` names (the order of transformers); without any adapter.
  ///
  /// @throws FoveaException where there is neither, or a shard is missing
  public static Weights open(Path folder) {
    return open(folder, JsonView.empty("config.json"), Optional.empty());
  }

  /// Maps the weights of a folder and an adapter to them.
  ///
  /// @param config the folder's, which may name the file
  /// @param adapterFolder where `adapter_config.json` is
  public static Weights open(Path folder, JsonView config, Optional<Path> adapterFolder) {
    WeightFiles chosen = WeightFiles.of(folder, config);
    List<SafetensorsFile> files = new ArrayList<>();
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    Set<String> repeated = new LinkedHashSet<>();
    try {
      for (Path path : chosen.paths()) {
        SafetensorsFile file = SafetensorsFile.open(path);
        files.add(file);
        file.tensors()
            .forEach((name, entry) -> {
              if (tensors.put(name, entry) != null) {
                repeated.add(name);
              }
            });
      }
      List<String> notes =
          chosen.index().map(index -> ShardNotes.of(index, tensors, repeated)).orElseGet(List::of);
      return new Weights(folder, files, tensors, notes, adapterFolder.map(Adapter::open));
    } catch (FoveaException e) {
      files.forEach(SafetensorsFile::close);
      throw e;
    }
  }

  /// The files of the model, without the adapter's.
  public Set<Path> paths() {
    return files.stream().map(SafetensorsFile::path).collect(Collectors.toUnmodifiableSet());
  }

  /// What is odd about the files, a line each.
  public List<String> notes() {
    return notes;
  }

  /// What changes some of the tensors while they are loaded.
  public Optional<Adapter> adapter() {
    return adapter;
  }

  /// Names of all tensors in the order of their bytes, of shards in that of the files' names.
  public Set<String> names() {
    return tensors.keySet();
  }

  /// The tensor of that name.
  public Optional<TensorEntry> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /// The tensor that is stored under one of these names; where several are, the first by its parts
  /// between dots, as transformers 5.18 chooses.
  public Optional<TensorEntry> find(List<String> names) {
    return names.stream()
        .flatMap(name -> find(name).stream())
        .min(Comparator.comparing(entry -> entry.name().split("\\."), Arrays::compare));
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

  /// Unmaps all files, those of the adapter too: no tensor made on their data may be used after
  /// that.
  @Override
  public void close() {
    files.forEach(SafetensorsFile::close);
    adapter.ifPresent(Adapter::close);
  }
}
