/// Prefill and decoding.
@NullMarked
package dev.fovea.engine.internal.generate;

import org.jspecify.annotations.NullMarked;
