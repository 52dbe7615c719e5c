/// How much an answer depends on the image.
@NullMarked
package dev.fovea.insight.dependency;

import org.jspecify.annotations.NullMarked;
