/// The commands of `./fovea`: each reads its options, calls the library, and prints.
@NullMarked
package dev.fovea.cli;

import org.jspecify.annotations.NullMarked;
