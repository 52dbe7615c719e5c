/// Vision towers and their parts.
@NullMarked
package dev.fovea.engine.internal.model.tower;

import org.jspecify.annotations.NullMarked;
