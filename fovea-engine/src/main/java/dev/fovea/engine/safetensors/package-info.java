/// The safetensors format: checked headers, mapped tensors, shards.
@NullMarked
package dev.fovea.engine.safetensors;

import org.jspecify.annotations.NullMarked;
