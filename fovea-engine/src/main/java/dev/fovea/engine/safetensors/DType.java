package dev.fovea.engine.safetensors;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Element types of safetensors files, by the names that the format gives them: those that models
/// compute with, those of ids and masks, and those of packed and quantised weights, which are read
/// as bytes that nobody computes with.
public enum DType {
  F64(64),
  F32(32),
  F16(16),
  BF16(16),
  I64(64),
  I32(32),
  I16(16),
  I8(8),
  U8(8),
  BOOL(8),
  C64(64),
  U64(64),
  U32(32),
  U16(16),
  F8_E5M2(8),
  F8_E4M3(8),
  F8_E8M0(8),
  F8_E4M3FNUZ(8),
  F8_E5M2FNUZ(8),
  F6_E3M2(6),
  F6_E2M3(6),
  F4(4);

  /// What weights can be computed from.
  public static final List<DType> COMPUTED = List.of(F32, BF16, F16, F64);

  private final int bits;

  DType(int bits) {
    this.bits = bits;
  }

  /// Bits of one element.
  public int bits() {
    return bits;
  }

  /// Bytes of one element; 1 for those that share a byte with others.
  public int bytes() {
    return Math.ceilDiv(bits, Byte.SIZE);
  }

  /// The type of that name.
  ///
  /// @throws FoveaException that lists the names of the format
  public static DType named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new FoveaException(
                String.format(
                    Locale.ROOT,
                    "unknown to safetensors: dtype %s, expected one of %s",
                    Text.quote(name),
                    Arrays.toString(values()))));
  }
}
