/// Text to token ids and back.
@NullMarked
package dev.fovea.engine.text;

import org.jspecify.annotations.NullMarked;
