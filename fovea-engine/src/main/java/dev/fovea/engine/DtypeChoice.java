package dev.fovea.engine;

import dev.fovea.engine.weights.DType;
import dev.fovea.engine.weights.TensorEntry;
import dev.fovea.engine.weights.Weights;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Which dtype a model computes in.
public final class DtypeChoice {
  /// Models whose float32 weights take at most this many bytes run in float32 by default.
  static final long SMALL_BYTES = 2L << 30;

  private DtypeChoice() {}

  /// The dtype for some weights.
  ///
  /// @param wanted `auto` or the name of a dtype, as in [EngineOptions]
  public static ScalarType of(String wanted, Weights weights, Device device) {
    return named(wanted).orElseGet(() -> automatic(weights, device));
  }

  /// The dtype of that name; empty for `auto`.
  public static Optional<ScalarType> named(String name) {
    return switch (name) {
      case "float32" -> Optional.of(ScalarType.Float);
      case "bfloat16" -> Optional.of(ScalarType.BFloat16);
      case "float16" -> Optional.of(ScalarType.Half);
      default -> Optional.empty();
    };
  }

  /// Numbers in all tensors together.
  static long elements(Weights weights) {
    return weights.names().stream().map(weights::get).mapToLong(TensorEntry::elements).sum();
  }

  private static ScalarType automatic(Weights weights, Device device) {
    long elements = elements(weights);
    DType stored = weights.mainDType();
    if (elements * Float.BYTES <= SMALL_BYTES || stored == DType.F32 || stored == DType.F64) {
      return ScalarType.Float;
    }
    return stored == DType.F16 && device.is_cuda() ? ScalarType.Half : ScalarType.BFloat16;
  }

  /// The name that options and reports use.
  public static String name(ScalarType dtype) {
    if (dtype == ScalarType.Float) {
      return "float32";
    }
    return dtype == ScalarType.BFloat16 ? "bfloat16" : "float16";
  }
}
