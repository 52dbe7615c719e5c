/// From images to the input of each kind of vision tower.
@NullMarked
package dev.fovea.engine.internal.image.processor;

import org.jspecify.annotations.NullMarked;
