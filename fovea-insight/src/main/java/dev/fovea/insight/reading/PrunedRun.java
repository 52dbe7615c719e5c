package dev.fovea.insight.reading;

import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PruningTrace;

/// How the prompt was pruned for the second half of a measurement.
///
/// @param trace what was dropped, by which score, or why nothing was
/// @param execution how the survivors were read
/// @param firstLayer the first layer that saw the survivors only
public record PrunedRun(PruningTrace trace, Execution execution, int firstLayer) {}
