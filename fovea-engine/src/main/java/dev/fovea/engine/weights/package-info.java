/// Model folders as Hugging Face has them: configuration files and mapped safetensors.
@NullMarked
package dev.fovea.engine.weights;

import org.jspecify.annotations.NullMarked;
