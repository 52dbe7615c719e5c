/// Resampling of 8-bit images as torchvision and Pillow do it.
@NullMarked
package dev.fovea.engine.image.resize;

import org.jspecify.annotations.NullMarked;
