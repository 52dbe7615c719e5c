package dev.fovea.pruning.select;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/// Which positions of a prompt stay. Immutable.
public final class Selection {

  private final int size;
  private final BitSet dropped;
  private final int[] ranks;
  private final Optional<Fallback> fallback;

  /// @param dropped positions that go
  /// @param ranks per position its place in the order of dropping, from 0, or -1 if not prunable
  Selection(int size, BitSet dropped, int[] ranks, Optional<Fallback> fallback) {
    this.size = size;
    this.dropped = dropped;
    this.ranks = ranks;
    this.fallback = fallback;
  }

  /// Positions that stay, ascending.
  public int[] kept() {
    BitSet kept = new BitSet(size);
    kept.set(0, size);
    kept.andNot(dropped);
    return kept.stream().toArray();
  }

  /// Positions that go, ascending.
  public int[] dropped() {
    return dropped.stream().toArray();
  }

  /// Whether the position stays.
  public boolean isKept(int position) {
    return !dropped.get(position);
  }

  /// The place of a prunable position in the order of dropping: 0 goes first; -1 if it is not
  /// prunable.
  public int rank(int position) {
    return ranks[position];
  }

  /// How many positions are prunable.
  public int prunableCount() {
    return Math.toIntExact(Arrays.stream(ranks).filter(rank -> rank >= 0).count());
  }

  /// Why nothing goes, if nothing does.
  public Optional<Fallback> fallback() {
    return fallback;
  }
}
