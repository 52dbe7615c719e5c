package dev.fovea.engine.internal.model.tensors;

import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.safetensors.DType;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Which dtype a model computes in.
public final class DtypeChoice {
  /// Models whose float32 weights take at most this many bytes run in float32 by default.
  private static final long SMALL_BYTES = 2L << 30;

  private DtypeChoice() {}

  /// Whether dtype `auto` means float32 for weights of so many numbers.
  ///
  /// @param stored what most of them are stored in
  public static boolean autoIsFloat32(long elements, DType stored) {
    return elements * Float.BYTES <= SMALL_BYTES || stored == DType.F32 || stored == DType.F64;
  }

  /// The dtype for some weights.
  ///
  /// @param wanted `auto` or the name of a dtype, as options have it
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

  private static ScalarType automatic(Weights weights, Device device) {
    DType stored = weights.mainDType();
    if (autoIsFloat32(weights.elements(), stored)) {
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
