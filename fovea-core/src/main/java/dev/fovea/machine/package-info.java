/// What the machine has room for.
@NullMarked
package dev.fovea.machine;

import org.jspecify.annotations.NullMarked;
