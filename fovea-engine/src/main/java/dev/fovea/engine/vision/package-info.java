/// From picture files to pixel values, bit for bit as the reference does it.
@NullMarked
package dev.fovea.engine.vision;

import org.jspecify.annotations.NullMarked;
