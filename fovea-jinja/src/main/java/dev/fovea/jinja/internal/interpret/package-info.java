/// Walks the tree of a template and writes its output.
@NullMarked
package dev.fovea.jinja.internal.interpret;

import org.jspecify.annotations.NullMarked;
