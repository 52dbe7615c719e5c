package dev.fovea.bench;

import dev.fovea.engine.internal.model.tensors.RandomValues;
import dev.fovea.engine.internal.model.tensors.TensorShape;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Random tensors in bfloat16, ready to be written: the same numbers as libtorch makes of
/// [RandomValues], without a tensor ever being whole.
final class RandomBfloat16 {
  private static final short ONE = 0x3F80;

  private final MemorySegment random;
  private final MemorySegment ones;

  RandomBfloat16(long seed) {
    float[] pool = new RandomValues(seed).pool();
    short[] rounded = new short[pool.length];
    for (int i = 0; i < pool.length; i++) {
      rounded[i] = round(pool[i]);
    }
    random = MemorySegment.ofArray(rounded);
    short[] same = new short[pool.length];
    Arrays.fill(same, ONE);
    ones = MemorySegment.ofArray(same);
  }

  /// The upper half of a float; ties go to the even one.
  private static short round(float finite) {
    int bits = Float.floatToRawIntBits(finite);
    return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
  }

  /// The tensor of that name and shape.
  SafetensorsWriter.Tensor tensor(TensorShape tensor) {
    MemorySegment numbers = RandomValues.isOnes(tensor) ? ones : random;
    return new SafetensorsWriter.Tensor(
        tensor.name(),
        DType.BF16,
        tensor.shape(),
        () ->
            RandomValues.pieces(tensor)
                .map(piece ->
                    numbers.asSlice(
                        (long) piece.from() * Short.BYTES, (long) piece.count() * Short.BYTES)));
  }
}
