package dev.fovea.insight.validity;

/// What [ScoreValidity] says about the scores of one context; each is a share, 0 to 1.
public enum Measure {
  /// Share of pairs of a needed sentence and another in which the needed one scores higher. Random
  /// scores reach about a half, more or less by how long the sentences are.
  AUC,
  /// The same against the misleading sentences alone.
  AUC_MISLEADING,
  /// Of the sentences that go when as large a share of them goes as the policy drops of the tokens:
  /// the share that is not needed.
  PRECISION,
  /// Of the needed sentences: the share that then stays.
  SURVIVAL,
  /// Of the tokens of the needed sentences: the share that stays when the policy prunes as it is.
  TOKENS_KEPT
}
