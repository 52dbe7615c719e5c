package dev.fovea.engine.weights;

import dev.fovea.engine.FoveaException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/// Element types of safetensors files that Fovea reads, by the names that the format gives them.
public enum DType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U8(1),
  BOOL(1);

  /// Names of the format that we refuse knowingly, so that the message need not call them unknown.
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "C64",
          "U64",
          "U32",
          "U16",
          "F8_E4M3",
          "F8_E5M2",
          "F8_E8M0",
          "F8_E4M3FNUZ",
          "F8_E5M2FNUZ",
          "F6_E2M3",
          "F6_E3M2",
          "F4");

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of one element.
  public int bytes() {
    return bytes;
  }

  /// The type of that name.
  ///
  /// @throws FoveaException that tells unsupported from unknown names, and lists those that would
  ///   do
  public static DType named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new FoveaException(
                String.format(
                    Locale.ROOT,
                    "%s dtype %s, expected one of %s",
                    UNSUPPORTED.contains(name)
                        ? "unsupported by Fovea:"
                        : "unknown to safetensors:",
                    Text.quote(name),
                    Arrays.toString(values()))));
  }
}
