package dev.fovea.pruning;

/// How the scores of a layer's heads become one.
public enum HeadPooling {
  MAX,
  MEAN
}
