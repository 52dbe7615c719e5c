package dev.fovea.lab.parity;

import dev.fovea.engine.image.ImageInput;
import java.util.Arrays;
import java.util.List;

/// The pixel values of several pictures as transformers batches them: where pictures differ in
/// shape, each is padded with zeros behind its own values to the largest along every axis.
final class PixelBatch {
  private final long[] recorded;
  private final float[] values;

  private PixelBatch(long[] recorded) {
    this.recorded = recorded;
    values = new float[Math.toIntExact(Arrays.stream(recorded).reduce(1, Math::multiplyExact))];
  }

  /// The values of all pictures.
  ///
  /// @param recorded shape of the record; `[pictures, ...]` where pictures are padded
  static float[] of(List<ImageInput> inputs, long[] recorded) {
    int length = inputs.stream().mapToInt(input -> input.values().length).sum();
    PixelBatch batch = new PixelBatch(recorded);
    if (length == batch.values.length || inputs.size() != recorded[0]) {
      return concatenated(inputs, length);
    }
    int stride = batch.values.length / inputs.size();
    for (int i = 0; i < inputs.size(); i++) {
      ImageInput input = inputs.get(i);
      long[] shape = input.shape();
      int extra = Math.max(0, shape.length - recorded.length + 1);
      batch.place(input, Arrays.copyOfRange(shape, extra, shape.length), 0, 0, stride * i);
    }
    return batch.values;
  }

  private static float[] concatenated(List<ImageInput> inputs, int length) {
    float[] all = new float[length];
    int at = 0;
    for (ImageInput input : inputs) {
      System.arraycopy(input.values(), 0, all, at, input.values().length);
      at += input.values().length;
    }
    return all;
  }

  /// Copies one axis and all behind it; returns where in the input it goes on.
  private int place(ImageInput input, long[] shape, int axis, int from, int to) {
    int length = Math.toIntExact(shape[axis]);
    if (axis == shape.length - 1) {
      System.arraycopy(input.values(), from, values, to, length);
      return from + length;
    }
    int stride = 1;
    for (int behind = axis + 2; behind < recorded.length; behind++) {
      stride *= Math.toIntExact(recorded[behind]);
    }
    int next = from;
    for (int i = 0; i < length; i++) {
      next = place(input, shape, axis + 1, next, to + i * stride);
    }
    return next;
  }
}
