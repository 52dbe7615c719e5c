/// libtorch: loading, scopes that own tensors, helpers.
@NullMarked
package dev.fovea.engine.internal.tensor;

import org.jspecify.annotations.NullMarked;
