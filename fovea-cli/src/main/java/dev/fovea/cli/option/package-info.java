/// Options that several commands have, and what they read.
@NullMarked
package dev.fovea.cli.option;

import org.jspecify.annotations.NullMarked;
