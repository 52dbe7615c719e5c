package dev.fovea.scenes.scene;

import java.util.Locale;

/// The colour of an object; all are well apart from each other and from grey.
public enum Color {
  RED(0xD82828),
  ORANGE(0xF28214),
  YELLOW(0xF2E632),
  GREEN(0x28A03C),
  CYAN(0x3CD2E6),
  BLUE(0x2850E1),
  PURPLE(0x8228AF),
  PINK(0xFA9BC8);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final int rgb;

  Color(int rgb) {
    this.rgb = rgb;
  }

  /// The word of texts and answers.
  public String word() {
    return word;
  }

  /// `0xRRGGBB`, from which painted objects differ a little.
  public int rgb() {
    return rgb;
  }
}
