package dev.fovea.pruning;

/// How the scores of a unit's tokens become one.
public enum UnitPooling {
  MAX,
  MEAN
}
