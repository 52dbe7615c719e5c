/// Whether high scores mean importance, on contexts of known worth.
@NullMarked
package dev.fovea.insight.validity;

import org.jspecify.annotations.NullMarked;
