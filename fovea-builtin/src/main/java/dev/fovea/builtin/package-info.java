/// The model that comes with Fovea.
@NullMarked
package dev.fovea.builtin;

import org.jspecify.annotations.NullMarked;
