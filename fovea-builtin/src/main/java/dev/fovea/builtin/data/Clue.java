package dev.fovea.builtin.data;

/// One thing that only text can tell.
///
/// @param kind of the questions that need it
/// @param index of the shape that somebody likes best or that has a nickname, or of the colour that
///   means something
record Clue(QuestionKind kind, int index) {
  /// Which clue a question of this kind about this object needs.
  static Clue of(QuestionKind kind, SceneObject object) {
    return new Clue(
        kind, kind == QuestionKind.RULE ? object.colour().ordinal() : object.shape().ordinal());
  }
}
