@NullMarked
package dev.fovea.engine.text;

import org.jspecify.annotations.NullMarked;
