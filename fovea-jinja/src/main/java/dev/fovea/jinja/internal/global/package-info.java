/// Global functions.
@NullMarked
package dev.fovea.jinja.internal.global;

import org.jspecify.annotations.NullMarked;
