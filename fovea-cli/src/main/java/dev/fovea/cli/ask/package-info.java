/// Questions: `fovea ask` and `fovea batch`.
@NullMarked
package dev.fovea.cli.ask;

import org.jspecify.annotations.NullMarked;
