/// Contexts made of sentences of which one knows what they are worth to the question.
@NullMarked
package dev.fovea.insight.worth;

import org.jspecify.annotations.NullMarked;
