/// The engine: loads a model folder, reads prompts, generates answers. This package is its facade;
/// what the other packages without `internal` in their names hold is API too.
@NullMarked
package dev.fovea.engine;

import org.jspecify.annotations.NullMarked;
