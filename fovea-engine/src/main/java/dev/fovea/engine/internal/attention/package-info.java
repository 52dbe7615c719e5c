/// Attention kernels: outputs, received attention, entropies, gradients, under every mask.
@NullMarked
package dev.fovea.engine.internal.attention;

import org.jspecify.annotations.NullMarked;
