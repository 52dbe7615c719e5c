package dev.fovea;

import java.util.Locale;

/// The number format that a model computes in.
public enum Precision {
  /// float32 where the weights then take at most 2 GiB, else the format of the files.
  AUTO,
  FLOAT32,
  BFLOAT16,
  FLOAT16;

  /// What options and results call it.
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
