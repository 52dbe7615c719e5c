/// Files and folders that appear whole or not at all, and words for what goes wrong with them.
@NullMarked
package dev.fovea.engine.file;

import org.jspecify.annotations.NullMarked;
