package dev.fovea.engine;

import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Writes an adapter of `adapters.json`: its configuration, and its tensors by the formula that the
/// file tells.
public final class AdapterFolder {
  private final Map<String, @Nullable Object> config;
  private final Map<String, List<Long>> tensors = new LinkedHashMap<>();
  private final Map<String, String> spelled = new LinkedHashMap<>();

  private AdapterFolder(JsonView record) {
    config = new LinkedHashMap<>(record.object("config").toJava());
    JsonView shapes = record.object("tensors");
    for (String name : shapes.keys()) {
      tensors.put(name, shapes.integers(name).stream().map(Integer::longValue).toList());
      spelled.put(name, name);
    }
  }

  /// All records.
  public static List<JsonView> records() {
    try (var file = AdapterFolder.class.getResourceAsStream("adapters.json")) {
      return JsonView.parse("adapters.json", file.readAllBytes()).objects("cases");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The adapter of that name.
  public static AdapterFolder of(String name) {
    return new AdapterFolder(record(name));
  }

  /// The record of that name.
  public static JsonView record(String name) {
    return records().stream()
        .filter(record -> record.string("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Changes a key of `adapter_config.json`.
  public AdapterFolder configured(String key, Object value) {
    config.put(key, value);
    return this;
  }

  /// Writes the tensors under other names, with the values of the old ones.
  public AdapterFolder renamed(UnaryOperator<String> rename) {
    spelled.replaceAll((_, written) -> rename.apply(written));
    return this;
  }

  /// Leaves tensors out.
  public AdapterFolder without(String ending) {
    tensors.keySet().removeIf(name -> name.endsWith(ending));
    return this;
  }

  /// Gives a tensor, there already or not, this shape.
  public AdapterFolder shaped(String name, Long... shape) {
    tensors.put(name, List.of(shape));
    spelled.putIfAbsent(name, name);
    return this;
  }

  /// Writes both files into a folder.
  public Path write(Path folder) {
    JsonMapper.shared().writeValue(folder.resolve("adapter_config.json"), config);
    SafetensorsWriter.write(
        folder.resolve("adapter_model.safetensors"),
        Map.of("format", "pt"),
        tensors.entrySet().stream()
            .map(tensor ->
                SafetensorsWriter.Tensor.of(
                    spelled.getOrDefault(tensor.getKey(), tensor.getKey()),
                    DType.F32,
                    tensor.getValue(),
                    MemorySegment.ofArray(values(tensor.getKey(), tensor.getValue()))))
            .toList());
    return folder;
  }

  /// Copies a fixture's own files and writes the adapter beside them.
  public Path writeBeside(String fixture, Path folder) {
    try (Stream<Path> files = Files.list(Fixtures.folder(fixture)).filter(Files::isRegularFile)) {
      for (Path source : files.toList()) {
        Files.copy(source, folder.resolve(source.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return write(folder);
  }

  private static float[] values(String name, List<Long> shape) {
    long hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash += (long) (i + 1) * name.charAt(i);
    }
    boolean magnitude = name.contains("magnitude");
    double divisor = name.contains("lora_") && !magnitude ? 40 : 220;
    float[] values = new float[Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((((7L * i + hash % 97) % 23) - 11) / divisor) + (magnitude ? 1 : 0);
    }
    return values;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d tensors", tensors.size());
  }
}
