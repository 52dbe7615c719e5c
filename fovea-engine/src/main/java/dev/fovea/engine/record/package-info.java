/// Everything that a forward pass computes, for comparison with a reference.
@NullMarked
package dev.fovea.engine.record;

import org.jspecify.annotations.NullMarked;
