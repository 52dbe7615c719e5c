package dev.fovea.scenes.scene;

import java.util.SplittableRandom;

/// The pixels of a picture while it is painted, as unrounded red, green and blue.
final class Canvas {
  private final float[] rgb = new float[3 * Scene.SIDE * Scene.SIDE];

  Canvas(Background background) {
    double half = Scene.SIDE / 2.0;
    for (int y = 0; y < Scene.SIDE; y++) {
      double rowLevel = background.grey() + background.slopeY() * (y - half) / half;
      for (int x = 0; x < Scene.SIDE; x++) {
        int at = 3 * (y * Scene.SIDE + x);
        double level = rowLevel + background.slopeX() * (x - half) / half;
        rgb[at] = (float) (level + background.tint());
        rgb[at + 1] = (float) level;
        rgb[at + 2] = (float) (level - background.tint());
      }
    }
  }

  /// Lays `colour` over a pixel so that it covers `share` of it; nothing happens off the picture.
  void blend(int x, int y, float[] colour, float share) {
    if (x < 0 || x >= Scene.SIDE || y < 0 || y >= Scene.SIDE) {
      return;
    }
    int at = 3 * (y * Scene.SIDE + x);
    for (int channel = 0; channel < 3; channel++) {
      rgb[at + channel] += share * (colour[channel] - rgb[at + channel]);
    }
  }

  /// The rounded picture with uniform noise of up to `noise` in every channel.
  byte[] bytes(SplittableRandom random, double noise) {
    byte[] bytes = new byte[rgb.length];
    float scale = (float) (noise / 128);
    // Eight numbers of one draw each: drawing 27,648 times would take longer than all painting.
    for (int i = 0; i < bytes.length; i += 8) {
      long bits = random.nextLong();
      for (int j = i; j < i + 8; j++) {
        int value = Math.round(rgb[j] + scale * (byte) bits);
        bytes[j] = (byte) Math.clamp(value, 0, 255);
        bits >>>= 8;
      }
    }
    return bytes;
  }
}
