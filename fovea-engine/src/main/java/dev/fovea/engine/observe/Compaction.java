package dev.fovea.engine.observe;

/// "Go on with these rows": applied by the engine to hidden states, key/value cache and positions
/// alike.
///
/// @param rows rows of the current sequence that stay, ascending, the last one among them
/// @param positions which position ids they go on with
public record Compaction(int[] rows, PositionRule positions) {}
