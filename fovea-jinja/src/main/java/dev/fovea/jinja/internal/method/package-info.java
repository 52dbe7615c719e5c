/// Attributes and methods of values, as Python has them.
@NullMarked
package dev.fovea.jinja.internal.method;

import org.jspecify.annotations.NullMarked;
