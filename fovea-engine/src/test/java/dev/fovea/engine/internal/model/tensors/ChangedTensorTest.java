package dev.fovea.engine.internal.model.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import dev.fovea.engine.safetensors.SafetensorsWriter.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an adapter makes of a tensor, beside the same sum in plain Java.
class ChangedTensorTest {
  private static final int OUT = 70_000; // more rows than are computed at a time
  private static final int IN = 64;
  private static final int RANK = 2;

  @TempDir Path folder;

  private final Random random = new Random(5);
  private final float[] a = numbers(RANK * IN);
  private final float[] b = numbers(OUT * RANK);

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (random.nextInt(65) - 32) / 32f; // exact in bfloat16, and so are the products
    }
    return numbers;
  }

  /// Small whole multiples of 2^-10: float32 adds them without rounding, so that bits can be held.
  private float sum(int row, int column, float stored) {
    float product = 0;
    for (int k = 0; k < RANK; k++) {
      product += b[row * RANK + k] * a[k * IN + column];
    }
    return stored + 2 * product;
  }

  private ModelWeights weights(DType dtype, MemorySegment stored, ScalarType computed)
      throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(
        folder.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 4, \"target_modules\": [\"x\"]}");
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        Map.of(),
        List.of(Tensor.of("x.weight", dtype, List.of((long) OUT, (long) IN), stored)));
    SafetensorsWriter.write(
        folder.resolve("adapter_model.safetensors"),
        Map.of(),
        List.of(
            Tensor.of(
                "base_model.model.x.lora_A.weight",
                DType.F32,
                List.of((long) RANK, (long) IN),
                MemorySegment.ofArray(a)),
            Tensor.of(
                "base_model.model.x.lora_B.weight",
                DType.F32,
                List.of((long) OUT, (long) RANK),
                MemorySegment.ofArray(b))));
    return ModelWeights.of(ModelFolder.open(folder).weights(), computed, new Device("cpu"));
  }

  @Test
  void theSumIsExactWhateverThePieces() throws IOException {
    float[] stored = numbers(OUT * IN);
    try (ModelWeights weights =
        weights(DType.F32, MemorySegment.ofArray(stored), ScalarType.Float)) {
      float[] changed = Tensors.toFloats(weights.get("x.weight", OUT, IN));

      float[] expected = new float[OUT * IN];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = sum(i / IN, i % IN, stored[i]);
      }
      assertThat(Arrays.equals(changed, expected)).isTrue();
    }
  }

  @Test
  void aNarrowSumIsRoundedOnce() throws IOException {
    short[] stored = new short[OUT * IN];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = (short) (Float.floatToRawIntBits(numbers(1)[0]) >>> 16);
    }
    try (ModelWeights weights =
        weights(DType.BF16, MemorySegment.ofArray(stored), ScalarType.BFloat16)) {
      float[] changed = Tensors.toFloats(weights.get("x.weight", OUT, IN));

      float[] expected = new float[OUT * IN];
      for (int i = 0; i < expected.length; i++) {
        float exact = sum(i / IN, i % IN, Float.intBitsToFloat(stored[i] << 16));
        int bits = Float.floatToRawIntBits(exact);
        expected[i] = Float.intBitsToFloat(bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF0000);
      }
      assertThat(Arrays.equals(changed, expected)).isTrue();
    }
  }
}
