/// `fovea parity`: a model against a record of what transformers computes on it.
@NullMarked
package dev.fovea.cli.parity;

import org.jspecify.annotations.NullMarked;
