/// Prefill, key/value cache, decoding, sampling and streaming.
@NullMarked
package dev.fovea.engine.generate;

import org.jspecify.annotations.NullMarked;
