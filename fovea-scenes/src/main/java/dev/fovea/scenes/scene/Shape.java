package dev.fovea.scenes.scene;

import java.util.Locale;

/// What an object is.
public enum Shape {
  CIRCLE,
  SQUARE,
  TRIANGLE,
  STAR,
  HEART,
  CROSS,
  RING,
  DIAMOND;

  private final String word = name().toLowerCase(Locale.ROOT);

  /// The word of texts and answers.
  public String word() {
    return word;
  }
}
