package dev.fovea.engine.internal.text;

import java.util.List;

/// What stands for the pictures of a prompt.
///
/// @param placeholder what the chat template writes for a picture
/// @param visualToken id of the tokens that receive a visual feature
/// @param expansions for every picture, in order, the text that takes its placeholder's place
public record PictureTexts(String placeholder, int visualToken, List<String> expansions) {
  public PictureTexts {
    if (placeholder.isEmpty()) {
      throw new IllegalArgumentException("an empty placeholder stands everywhere");
    }
    expansions = List.copyOf(expansions);
  }
}
