/// Files that people hand in: read within limits, refused in one line.
@NullMarked
package dev.fovea.engine.file;

import org.jspecify.annotations.NullMarked;
