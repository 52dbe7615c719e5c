/// Files that appear whole or not at all or are read within limits, and words for what goes wrong
/// with them.
@NullMarked
package dev.fovea.engine.file;

import org.jspecify.annotations.NullMarked;
