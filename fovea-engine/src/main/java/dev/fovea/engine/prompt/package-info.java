/// What a model is asked, and what the tokens of it are.
@NullMarked
package dev.fovea.engine.prompt;

import org.jspecify.annotations.NullMarked;
