/// What a caller sees of the engine: load a model, ask it, read the answer.
@NullMarked
package dev.fovea.engine;

import org.jspecify.annotations.NullMarked;
