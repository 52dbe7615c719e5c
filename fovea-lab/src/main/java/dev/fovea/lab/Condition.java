package dev.fovea.lab;

import dev.fovea.pruning.Names;

/// What a model is given of a sample.
public enum Condition {
  /// The picture and the whole text.
  NONE,
  /// The picture, and what the policy leaves of the text.
  PRUNED,
  /// The picture, and what is left when as many tokens go at random.
  RANDOM,
  /// A grey picture and the whole text.
  BLANK,
  /// A grey picture, and what the policy leaves of the text.
  BLANK_PRUNED,
  /// The picture, and the text with a false statement about what is asked.
  PLANTED,
  /// The picture, and what the policy leaves of the text with that statement.
  PLANTED_PRUNED;

  /// Whether it needs a statement that some samples have none of.
  boolean isPlanted() {
    return this == PLANTED || this == PLANTED_PRUNED;
  }

  /// As lines and tables have it: `blank-pruned`.
  @Override
  public String toString() {
    return Names.of(this);
  }
}
