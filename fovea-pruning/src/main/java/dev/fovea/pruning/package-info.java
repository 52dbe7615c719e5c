/// What is pruned, by which rule, and what came of it: the policy with all its settings, and the
/// trace.
@NullMarked
package dev.fovea.pruning;

import org.jspecify.annotations.NullMarked;
