package dev.fovea.pruning;

/// How the model goes on without the dropped tokens.
public enum Execution {
  /// Scored layers keep what they computed; the rows of the dropped tokens leave the hidden states
  /// and the KV cache, and the later layers run on the survivors.
  IN_FLIGHT,
  /// The scored layers run once for the scores alone; then the whole model runs on the survivors.
  RERUN
}
