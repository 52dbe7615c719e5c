/// Pictures of coloured shapes with questions and long contexts, made from a seed: what the
/// built-in model learns from and is measured on.
@NullMarked
package dev.fovea.builtin.data;

import org.jspecify.annotations.NullMarked;
