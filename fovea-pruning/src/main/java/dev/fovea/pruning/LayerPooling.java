package dev.fovea.pruning;

/// How the scores of several layers become one.
public enum LayerPooling {
  MAX,
  MEAN,
  SUM
}
