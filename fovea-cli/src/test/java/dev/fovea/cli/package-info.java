/// Commands run in this process, what they print captured.
@NullMarked
package dev.fovea.cli;

import org.jspecify.annotations.NullMarked;
