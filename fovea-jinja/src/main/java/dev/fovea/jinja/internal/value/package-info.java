/// The closed set of values a template can hold. No Java object of the caller is ever among them.
@NullMarked
package dev.fovea.jinja.internal.value;

import org.jspecify.annotations.NullMarked;
