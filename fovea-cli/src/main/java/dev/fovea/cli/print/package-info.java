/// How commands print, fail and end.
@NullMarked
package dev.fovea.cli.print;

import org.jspecify.annotations.NullMarked;
