package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.QuestionKind;
import java.util.Optional;

/// A question about the shown picture.
///
/// @param needed the sentence of the context that the answer needs besides the picture
/// @param subject index of the object that is asked about, -1 where there is none
public record Question(
    QuestionKind kind, String text, String answer, Optional<Sentence> needed, int subject)
    implements Request {}
