/// Filters and tests.
@NullMarked
package dev.fovea.jinja.internal.filter;

import org.jspecify.annotations.NullMarked;
