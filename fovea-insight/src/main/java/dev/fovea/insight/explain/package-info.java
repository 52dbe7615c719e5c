/// One page about one answer: which text the model was spared, and where it looked.
@NullMarked
package dev.fovea.insight.explain;

import org.jspecify.annotations.NullMarked;
