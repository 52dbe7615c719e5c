package dev.fovea.lab.parity;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One case of a record: what `cases.json` says of it, and its tensors as floats.
record ReferenceCase(JsonView json, Path folder, Map<String, float[]> tensors) {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// All cases of a reference folder.
  static List<ReferenceCase> all(Path folder) {
    Path file = folder.resolve("cases.json");
    if (!Files.isRegularFile(file)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: no cases.json in it; expected the reference folder of a fixture",
              folder));
    }
    return JsonView.read(file).objects("cases").stream()
        .map(json -> new ReferenceCase(json, folder, tensors(folder, json.string("name"))))
        .toList();
  }

  private static Map<String, float[]> tensors(Path folder, String name) {
    return readTensors(folder.resolve(name + ".safetensors"));
  }

  /// The pruning reference of this case: its settings, and its tensors.
  Optional<ReferenceCase> pruning() {
    Path settings = folder.resolve(name() + ".pruning.json");
    if (!Files.isRegularFile(settings)) {
      return Optional.empty();
    }
    return Optional.of(
        new ReferenceCase(
            JsonView.read(settings),
            folder,
            readTensors(folder.resolve(name() + ".pruning.safetensors"))));
  }

  private static Map<String, float[]> readTensors(Path file) {
    Map<String, float[]> values = new HashMap<>();
    if (Files.isRegularFile(file)) {
      try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
        tensors.tensors().forEach((name, entry) -> values.put(name, floats(entry)));
      }
    }
    return values;
  }

  private static float[] floats(TensorEntry entry) {
    float[] values = new float[Math.toIntExact(entry.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (entry.dtype()) {
            case F32 -> entry.data().getAtIndex(FLOAT, i);
            case I16 -> entry.data().getAtIndex(SHORT, i);
            case I32 -> entry.data().getAtIndex(INT, i);
            case I64 -> entry.data().getAtIndex(LONG, i);
            case U8 -> entry.data().getAtIndex(ValueLayout.JAVA_BYTE, i) & 255;
            default ->
                throw new FoveaException(
                    String.format(
                        Locale.ROOT,
                        "%s: tensor '%s' of a record has dtype %s; expected F32, I16, I32, I64 or U8",
                        entry.file(),
                        entry.name(),
                        entry.dtype()));
          };
    }
    return values;
  }

  String name() {
    return json.string("name");
  }

  Optional<float[]> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /// Shape of a tensor that there is.
  long[] shape(String name) {
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(name() + ".safetensors"))) {
      return file.find(name).orElseThrow().sizes();
    }
  }

  /// A tensor of whole numbers.
  int[] wholeNumbers(String name) {
    float[] floats =
        tensor(name)
            .orElseThrow(() ->
                new FoveaException(
                    String.format(Locale.ROOT, "%s: the record has no tensor '%s'", folder, name)));
    int[] values = new int[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) floats[i];
    }
    return values;
  }
}
