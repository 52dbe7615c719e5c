/// What a model answers, and how the answer is generated.
@NullMarked
package dev.fovea.engine.answer;

import org.jspecify.annotations.NullMarked;
