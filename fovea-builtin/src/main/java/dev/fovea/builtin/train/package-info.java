/// Trains the built-in model: recipes, batches, the loop over their stages, held-out accuracy.
@NullMarked
package dev.fovea.builtin.train;

import org.jspecify.annotations.NullMarked;
