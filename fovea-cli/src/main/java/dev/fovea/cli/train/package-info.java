/// The built-in model and its like: `demo`, `scenes`, `train`.
@NullMarked
package dev.fovea.cli.train;

import org.jspecify.annotations.NullMarked;
