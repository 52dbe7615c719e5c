/// How a template is rendered, and within which limits.
@NullMarked
package dev.fovea.jinja.option;

import org.jspecify.annotations.NullMarked;
