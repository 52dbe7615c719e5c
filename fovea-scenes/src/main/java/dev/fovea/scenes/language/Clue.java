package dev.fovea.scenes.language;

import dev.fovea.scenes.scene.SceneObject;

/// One thing that only text can tell.
///
/// @param word the shape or the colour that it is about
public record Clue(ClueForm form, String word) {
  /// The clue of this form about an object.
  public static Clue of(ClueForm form, SceneObject object) {
    return new Clue(
        form,
        switch (form) {
          case NAME, NICKNAME -> object.shape().word();
          case MEANING -> object.colour().word();
        });
  }
}
