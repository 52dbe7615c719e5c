/// Gradients with respect to attention, one layer at a time.
@NullMarked
package dev.fovea.engine.gradient;

import org.jspecify.annotations.NullMarked;
