/// Image files to pixels, bit for bit as Pillow decodes and turns them, within limits.
@NullMarked
package dev.fovea.engine.image.decode;

import org.jspecify.annotations.NullMarked;
