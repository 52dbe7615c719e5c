package dev.fovea.pruning;

/// How much of the last token's attention goes to visual tokens: the mean over the heads of the
/// scored layers, between 0 and 1.
///
/// @param before in the whole prompt
/// @param after without the dropped tokens: measured when the pruned prompt was read anew; where
///   the prompt was pruned in flight the same rows, renormalised over the tokens that stayed
public record VisualShare(double before, double after) {}
