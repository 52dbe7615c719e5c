/// The filters, tests, methods and global functions that a template can name.
@NullMarked
package dev.fovea.jinja.internal.builtin;

import org.jspecify.annotations.NullMarked;
