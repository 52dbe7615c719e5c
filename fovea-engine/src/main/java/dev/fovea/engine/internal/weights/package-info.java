/// The tensors of a model folder: one file or shards, adapters merged.
@NullMarked
package dev.fovea.engine.internal.weights;

import org.jspecify.annotations.NullMarked;
