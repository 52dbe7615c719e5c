package dev.fovea.lab;

import dev.fovea.pruning.Names;

/// Two conditions that are compared sample by sample: the first minus the second.
public enum Contrast {
  /// What pruning brings.
  PRUNED_NONE(Condition.PRUNED, Condition.NONE),
  /// What it brings beyond a shorter text.
  PRUNED_RANDOM(Condition.PRUNED, Condition.RANDOM),
  /// What a shorter text brings.
  RANDOM_NONE(Condition.RANDOM, Condition.NONE),
  /// Visual dependency: what the picture brings.
  NONE_BLANK(Condition.NONE, Condition.BLANK),
  /// Visual dependency of the pruned text.
  PRUNED_BLANK(Condition.PRUNED, Condition.BLANK_PRUNED);

  private final Condition first;
  private final Condition second;

  Contrast(Condition first, Condition second) {
    this.first = first;
    this.second = second;
  }

  public Condition first() {
    return first;
  }

  public Condition second() {
    return second;
  }

  /// As reports have it: `pruned-none`.
  @Override
  public String toString() {
    return Names.of(this);
  }
}
