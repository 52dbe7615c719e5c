/// Pictures in the place of pictures: blank, noise, shuffled, others.
@NullMarked
package dev.fovea.insight.picture;

import org.jspecify.annotations.NullMarked;
