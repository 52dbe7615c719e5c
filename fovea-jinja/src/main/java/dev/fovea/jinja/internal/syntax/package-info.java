/// From template source to tokens to a tree: the grammar of jinja2, without any evaluation.
@NullMarked
package dev.fovea.jinja.internal.syntax;

import org.jspecify.annotations.NullMarked;
