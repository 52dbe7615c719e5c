package dev.fovea.scenes.scene;

import java.util.SplittableRandom;

/// Where random numbers come from: training and evaluation never share a starting state.
public enum SeedStream {
  TRAINING(0),
  EVALUATION(1);

  private final int offset;

  SeedStream(int offset) {
    this.offset = offset;
  }

  /// The random numbers of one sample.
  ///
  /// @param index of the sample, from 0
  public SplittableRandom random(long seed, long index) {
    return new SplittableRandom(mix(mix(seed) + 2 * index + offset));
  }

  /// One-to-one on 64 bits, so that different numbers stay different (the finaliser of
  /// MurmurHash3).
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
