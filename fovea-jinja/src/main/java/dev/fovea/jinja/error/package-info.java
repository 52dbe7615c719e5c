/// What is wrong with a template, and where.
@NullMarked
package dev.fovea.jinja.error;

import org.jspecify.annotations.NullMarked;
