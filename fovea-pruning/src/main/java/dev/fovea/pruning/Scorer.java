package dev.fovea.pruning;

/// What a token's score is made of.
public enum Scorer {
  /// The attention that the token receives from the queries, after the softmax.
  ATTENTION,
  /// The products of the last query with the token's key, before scale and softmax, as GemFilter
  /// takes them.
  LOGITS,
  /// A random number: what any method has to beat.
  RANDOM,
  /// Its position, so that the newest text stays.
  RECENCY;

  /// Whether the model has to run before the scores are known.
  public boolean readsModel() {
    return this == ATTENTION || this == LOGITS;
  }
}
