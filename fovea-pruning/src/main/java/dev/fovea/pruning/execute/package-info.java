/// Carrying a selection out, in flight or by running again, and what either costs.
@NullMarked
package dev.fovea.pruning.execute;

import org.jspecify.annotations.NullMarked;
