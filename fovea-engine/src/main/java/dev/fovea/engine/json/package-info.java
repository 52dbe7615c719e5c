/// JSON of model folders, read with errors that say where and what was expected.
@NullMarked
package dev.fovea.engine.json;

import org.jspecify.annotations.NullMarked;
