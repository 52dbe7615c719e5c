/// From scores to the tokens that stay: protection, units, budgets, ties.
@NullMarked
package dev.fovea.pruning.select;

import org.jspecify.annotations.NullMarked;
