/// Generated scenes: what they show, and their pixels.
@NullMarked
package dev.fovea.scenes.scene;

import org.jspecify.annotations.NullMarked;
