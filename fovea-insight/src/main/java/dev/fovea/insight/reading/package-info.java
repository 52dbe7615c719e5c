/// What the measures share: groups of rows and keys, a prompt read after pruning, given answers.
@NullMarked
package dev.fovea.insight.reading;

import org.jspecify.annotations.NullMarked;
