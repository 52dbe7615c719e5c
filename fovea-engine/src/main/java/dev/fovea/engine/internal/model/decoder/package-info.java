/// The text decoder: its configuration, its layers, its key/value cache.
@NullMarked
package dev.fovea.engine.internal.model.decoder;

import org.jspecify.annotations.NullMarked;
