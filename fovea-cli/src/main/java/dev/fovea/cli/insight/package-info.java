/// `fovea insight`: measures on one prompt.
@NullMarked
package dev.fovea.cli.insight;

import org.jspecify.annotations.NullMarked;
