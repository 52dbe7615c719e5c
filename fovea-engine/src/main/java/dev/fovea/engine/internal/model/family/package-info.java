/// One file for each family of models, and the list of them.
@NullMarked
package dev.fovea.engine.internal.model.family;

import org.jspecify.annotations.NullMarked;
