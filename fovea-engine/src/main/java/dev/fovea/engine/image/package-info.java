/// Images as pixels, as model input, and which part of an image a token shows.
@NullMarked
package dev.fovea.engine.image;

import org.jspecify.annotations.NullMarked;
