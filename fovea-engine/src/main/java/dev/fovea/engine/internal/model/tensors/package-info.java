/// Where the tensors of a model come from: files, training, random numbers, or only their shapes.
@NullMarked
package dev.fovea.engine.internal.model.tensors;

import org.jspecify.annotations.NullMarked;
