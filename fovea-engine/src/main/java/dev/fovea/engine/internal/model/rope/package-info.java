/// Positions of tokens and rotary embeddings.
@NullMarked
package dev.fovea.engine.internal.model.rope;

import org.jspecify.annotations.NullMarked;
