/// A model against the record of what transformers computes on it.
@NullMarked
package dev.fovea.lab.parity;

import org.jspecify.annotations.NullMarked;
