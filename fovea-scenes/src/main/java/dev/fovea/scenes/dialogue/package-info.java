/// Dialogues about scenes with long texts, right answers, and the worth of every sentence.
@NullMarked
package dev.fovea.scenes.dialogue;

import org.jspecify.annotations.NullMarked;
