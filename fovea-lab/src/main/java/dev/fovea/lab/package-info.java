/// Measures on many samples what long text and its pruning do to a model's answers.
@NullMarked
package dev.fovea.lab;

import org.jspecify.annotations.NullMarked;
