/// The words and sentences in which scenes are spoken of.
@NullMarked
package dev.fovea.scenes.language;

import org.jspecify.annotations.NullMarked;
