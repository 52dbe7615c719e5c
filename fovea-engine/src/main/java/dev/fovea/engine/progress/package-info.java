/// How far the work of an engine has come.
@NullMarked
package dev.fovea.engine.progress;

import org.jspecify.annotations.NullMarked;
