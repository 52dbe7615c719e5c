/// What Python does with values: text, comparison, arithmetic, look-up, formatting, within a
/// budget.
@NullMarked
package dev.fovea.jinja.internal.runtime;

import org.jspecify.annotations.NullMarked;
