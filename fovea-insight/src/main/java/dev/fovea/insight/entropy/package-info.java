/// How spread attention is.
@NullMarked
package dev.fovea.insight.entropy;

import org.jspecify.annotations.NullMarked;
