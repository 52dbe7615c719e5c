package dev.fovea.bench;

import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What the machine can do at best, measured with libtorch: no forward can compute faster than its
/// linear maps alone, none can decode faster than memory is read.
///
/// @param gemmGflops matrix product, 10^9 floating-point operations a second
/// @param bandwidthGbS reading memory, 10^9 bytes a second
record Ceilings(double gemmGflops, double bandwidthGbS) {
  private static final int TRIES = 3;

  /// Measures both.
  ///
  /// @param rows tokens that a linear map is applied to at once
  /// @param readBytes size of what is read
  static Ceilings measure(
      TextConfig config, ScalarType dtype, Device device, int rows, long readBytes) {
    return new Ceilings(
        gemm(config, dtype, device, rows), bandwidth(config, dtype, device, readBytes));
  }

  /// The best rate of any of the decoder's linear maps.
  private static double gemm(TextConfig config, ScalarType dtype, Device device, int rows) {
    long hidden = config.hidden();
    long queries = (long) config.heads() * config.headDimension();
    long keys = (long) config.keyHeads() * config.headDimension();
    long inner = config.intermediate();
    return List.of(
            new LinearMap(queries, hidden),
            new LinearMap(keys, hidden),
            new LinearMap(hidden, queries),
            new LinearMap(inner, hidden),
            new LinearMap(hidden, inner))
        .stream()
        .distinct()
        .mapToDouble(map -> map.gflops(dtype, device, rows))
        .max()
        .orElseThrow();
  }

  /// A linear map from `in` to `out` features.
  private record LinearMap(long out, long in) {
    double gflops(ScalarType dtype, Device device, int rows) {
      try (Scope scope = new Scope()) {
        Tensor x = torch.randn(rows, in).to(device, dtype);
        Tensor weight = torch.randn(out, in).to(device, dtype);
        return 2.0 * rows * out * in / 1e6 / best(device, () -> torch.linear(x, weight));
      }
    }
  }

  /// The best of two ways to read: a linear map of one row, as decoding does, and a sum.
  private static double bandwidth(
      TextConfig config, ScalarType dtype, Device device, long readBytes) {
    try (Scope scope = new Scope()) {
      Tensor x = torch.randn(1, config.hidden()).to(device, dtype);
      long rows = Math.max(1, readBytes / x.nbytes());
      Tensor weight = Tensors.empty(dtype, device, rows, config.hidden());
      weight.fill_(Tensors.scalar(0.01));
      // Added up in float32, whatever the bytes mean: sums in other types are slower than memory.
      Tensor words = weight.view(-1).view(ScalarType.Float);
      double millis =
          Math.min(best(device, () -> torch.linear(x, weight)), best(device, words::sum));
      return weight.nbytes() / 1e6 / millis;
    }
  }

  private static double best(Device device, Runnable work) {
    Samples samples = new Samples(device);
    for (int i = 0; i <= TRIES; i++) {
      try (Scope scope = new Scope()) {
        samples.time(work);
      }
    }
    return samples.best();
  }
}
