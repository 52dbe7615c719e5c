/// From attention to one score a token: pooling over heads and layers, normalising, smoothing.
@NullMarked
package dev.fovea.pruning.score;

import org.jspecify.annotations.NullMarked;
