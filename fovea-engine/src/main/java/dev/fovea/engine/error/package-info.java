/// What goes wrong, in one line each: wrong input, what is not supported, what does not fit.
@NullMarked
package dev.fovea.engine.error;

import org.jspecify.annotations.NullMarked;
