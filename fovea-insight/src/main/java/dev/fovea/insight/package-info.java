/// Measures what a model looks at, and shows it to people.
@NullMarked
package dev.fovea.insight;

import org.jspecify.annotations.NullMarked;
