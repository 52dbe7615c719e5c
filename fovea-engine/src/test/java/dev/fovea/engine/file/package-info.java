@NullMarked
package dev.fovea.engine.file;

import org.jspecify.annotations.NullMarked;
