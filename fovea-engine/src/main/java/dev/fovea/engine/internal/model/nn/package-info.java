/// Blocks that every network is made of.
@NullMarked
package dev.fovea.engine.internal.model.nn;

import org.jspecify.annotations.NullMarked;
