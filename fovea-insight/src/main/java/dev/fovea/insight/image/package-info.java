/// Images with parts or all of them hidden.
@NullMarked
package dev.fovea.insight.image;

import org.jspecify.annotations.NullMarked;
