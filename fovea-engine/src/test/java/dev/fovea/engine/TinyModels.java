package dev.fovea.engine;

import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Makes other folders of the reference model `fixtures/llava`: renamed, sharded, of another dtype,
/// or broken.
public final class TinyModels {
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private ObjectNode config;

  private TinyModels() {
    Path source = Fixtures.folder("llava");
    config = (ObjectNode) JsonMapper.shared().readTree(source.resolve("config.json"));
    try (SafetensorsFile file = SafetensorsFile.open(source.resolve("model.safetensors"))) {
      file.tensors()
          .forEach((name, entry) ->
              weights.put(
                  name,
                  new Weight(
                      Arrays.stream(entry.sizes()).boxed().toList(),
                      entry.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))));
    }
  }

  /// One tensor of the model.
  public record Weight(List<Long> shape, float[] values) {

    public Weight {
      shape = List.copyOf(shape);
    }
  }

  /// The reference model as it is.
  public static TinyModels reference() {
    return new TinyModels();
  }

  public Map<String, Weight> weights() {
    return weights;
  }

  /// Changes `config.json`.
  public TinyModels configured(Consumer<ObjectNode> change) {
    change.accept(config);
    return this;
  }

  /// Takes another `config.json`.
  public TinyModels configured(Path file) {
    config = (ObjectNode) JsonMapper.shared().readTree(file);
    return this;
  }

  /// Gives every tensor another name.
  public TinyModels renamed(UnaryOperator<String> rename) {
    Map<String, Weight> before = new LinkedHashMap<>(weights);
    weights.clear();
    before.forEach((name, weight) -> weights.put(rename.apply(name), weight));
    return this;
  }

  /// Rounds every weight to what a narrow dtype holds.
  public TinyModels rounded(DType dtype) {
    weights.replaceAll((name, weight) -> {
      float[] values = weight.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = wide(dtype, narrow(dtype, values[i]));
      }
      return new Weight(weight.shape(), values);
    });
    return this;
  }

  /// Writes a folder with one file of weights.
  public Path write(Path folder, DType dtype) {
    copyTexts(folder);
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        Map.of("format", "pt"),
        tensors(dtype, List.copyOf(weights.keySet())));
    return folder;
  }

  /// Writes a folder whose weights lie in several files with an index.
  public Path writeShards(Path folder, int count) {
    copyTexts(folder);
    Map<String, String> shardByTensor = new LinkedHashMap<>();
    List<String> names = List.copyOf(weights.keySet());
    for (int shard = 0; shard < count; shard++) {
      List<String> some = new ArrayList<>();
      String file = String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", shard + 1, count);
      for (int i = shard; i < names.size(); i += count) {
        some.add(names.get(i));
        shardByTensor.put(names.get(i), file);
      }
      SafetensorsWriter.write(folder.resolve(file), Map.of(), tensors(DType.F32, some));
    }
    JsonMapper.shared()
        .writeValue(
            folder.resolve("model.safetensors.index.json"), Map.of("weight_map", shardByTensor));
    return folder;
  }

  private void copyTexts(Path folder) {
    Path source = Fixtures.folder("llava");
    try {
      Files.createDirectories(folder);
      for (String name :
          List.of(
              "tokenizer.json",
              "tokenizer_config.json",
              "special_tokens_map.json",
              "processor_config.json",
              "chat_template.jinja",
              "generation_config.json")) {
        Files.copy(source.resolve(name), folder.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JsonMapper.shared().writeValue(folder.resolve("config.json"), config);
  }

  private List<SafetensorsWriter.Tensor> tensors(DType dtype, List<String> names) {
    return names.stream()
        .map(name -> {
          Weight weight = weights.getOrDefault(name, new Weight(List.of(), new float[0]));
          return SafetensorsWriter.Tensor.of(
              name, dtype, weight.shape(), bytes(dtype, weight.values()));
        })
        .toList();
  }

  private static MemorySegment bytes(DType dtype, float[] values) {
    if (dtype == DType.F32) {
      return MemorySegment.ofArray(values);
    }
    short[] narrow = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = narrow(dtype, values[i]);
    }
    return MemorySegment.ofArray(narrow);
  }

  private static short narrow(DType dtype, float value) {
    if (dtype == DType.F16) {
      return Float.floatToFloat16(value);
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
  }

  private static float wide(DType dtype, short value) {
    return dtype == DType.F16
        ? Float.float16ToFloat(value)
        : Float.intBitsToFloat((value & 0xFFFF) << 16);
  }
}
