package dev.fovea;

import dev.fovea.engine.error.FoveaException;
import java.util.Locale;

/// Where a model runs.
public sealed interface Device {
  /// The processor.
  Device CPU = new Cpu();

  /// A GPU.
  ///
  /// @param index counted from 0
  static Device cuda(int index) {
    return new Cuda(index);
  }

  /// What options and results call it.
  String wireName();

  /// The processor.
  record Cpu() implements Device {
    @Override
    public String wireName() {
      return "cpu";
    }
  }

  /// A GPU of NVIDIA.
  ///
  /// @param index counted from 0
  record Cuda(int index) implements Device {
    public Cuda {
      if (index < 0 || index > 99) {
        throw new FoveaException(
            String.format(Locale.ROOT, "device: expected a GPU from 0 to 99, found %d", index));
      }
    }

    @Override
    public String wireName() {
      return "cuda:" + index;
    }
  }
}
