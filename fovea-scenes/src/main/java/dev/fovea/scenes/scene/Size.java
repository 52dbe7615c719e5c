package dev.fovea.scenes.scene;

import java.util.Locale;

/// How large an object is; radii of the two sizes are apart.
public enum Size {
  SMALL(8.5, 10.5),
  BIG(13, 15);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final double least;
  private final double most;

  Size(double least, double most) {
    this.least = least;
    this.most = most;
  }

  /// The word of texts and answers.
  public String word() {
    return word;
  }

  /// The smallest radius in pixels.
  public double least() {
    return least;
  }

  /// The largest radius in pixels.
  public double most() {
    return most;
  }
}
