package dev.fovea.train.learn;

import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What [Learner#save] writes, as Java floats.
record Checkpoint(float[] masters, float[] first, float[] second) {

  /// That of a learner which has taken no step.
  static Checkpoint begun(float[] masters) {
    return new Checkpoint(masters, new float[masters.length], new float[masters.length]);
  }

  /// That of a learner as it is now.
  static Checkpoint of(Learner learner, Path folder) {
    Path file = folder.resolve("now.safetensors");
    learner.save(file);
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      return new Checkpoint(
          floats(stored, "masters"),
          floats(stored, "first_moments"),
          floats(stored, "second_moments"));
    }
  }

  private static float[] floats(SafetensorsFile stored, String name) {
    return stored.find(name).orElseThrow().data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  /// @param layout of the parameters
  void write(Path file, String layout) {
    SafetensorsWriter.write(
        file,
        Map.of("step", "0", "parameters", layout),
        List.of(
            flat("masters", masters),
            flat("first_moments", first),
            flat("second_moments", second)));
  }

  private static SafetensorsWriter.Tensor flat(String name, float[] values) {
    return SafetensorsWriter.Tensor.of(
        name, DType.F32, List.of((long) values.length), MemorySegment.ofArray(values));
  }
}
