package dev.fovea.builtin.data;

import dev.fovea.engine.vision.RgbImage;

/// Paints scenes as pictures of 96 x 96 pixels.
public final class ScenePainter {
  private ScenePainter() {}

  /// The picture of a scene; the same scene gives the same bytes.
  public static RgbImage paint(Scene scene) {
    byte[] rgb = new byte[3 * Scene.SIDE * Scene.SIDE];
    java.util.Arrays.fill(rgb, (byte) scene.background().grey());
    for (SceneObject object : scene.objects()) {
      for (int y = 0; y < Scene.SIDE; y++) {
        for (int x = 0; x < Scene.SIDE; x++) {
          if (Math.hypot(x - object.x(), y - object.y()) < object.radius()) {
            int colour = object.colour().rgb();
            int at = 3 * (y * Scene.SIDE + x);
            rgb[at] = (byte) (colour >> 16);
            rgb[at + 1] = (byte) (colour >> 8);
            rgb[at + 2] = (byte) colour;
          }
        }
      }
    }
    return new RgbImage(Scene.SIDE, Scene.SIDE, rgb);
  }
}
