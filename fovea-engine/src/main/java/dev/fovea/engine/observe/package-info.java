/// The two primitives that pruning and measures are made of: watching a prompt being read, layer by
/// layer, and going on with some of its rows.
@NullMarked
package dev.fovea.engine.observe;

import org.jspecify.annotations.NullMarked;
