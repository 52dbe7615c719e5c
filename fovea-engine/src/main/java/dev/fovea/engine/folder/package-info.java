/// Model folders as Hugging Face has them, and where they are on this machine.
@NullMarked
package dev.fovea.engine.folder;

import org.jspecify.annotations.NullMarked;
