package dev.fovea.scenes.scene;

import dev.fovea.engine.image.RgbImage;
import java.util.SplittableRandom;

/// Paints scenes as pictures of 96 x 96 pixels.
public final class ScenePainter {
  /// Largest difference of a channel of an object from its colour.
  private static final double COLOUR_JITTER = 12;

  private ScenePainter() {}

  /// The picture of a scene; the same scene gives the same bytes.
  public static RgbImage paint(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    Canvas canvas = new Canvas(scene.background());
    for (int i = 0; i < scene.background().lines(); i++) {
      paintLine(canvas, random);
    }
    for (int i = 0; i < scene.background().specks(); i++) {
      canvas.blend(random.nextInt(Scene.SIDE), random.nextInt(Scene.SIDE), grey(random), 0.9F);
    }
    for (SceneObject object : scene.objects()) {
      paintObject(canvas, object, random);
    }
    return new RgbImage(Scene.SIDE, Scene.SIDE, canvas.bytes(random, scene.background().noise()));
  }

  private static void paintObject(Canvas canvas, SceneObject object, SplittableRandom random) {
    float[] colour = new float[3];
    for (int channel = 0; channel < 3; channel++) {
      int exact = object.colour().rgb() >> (16 - 8 * channel) & 0xFF;
      colour[channel] = (float) (exact + random.nextDouble(-COLOUR_JITTER, COLOUR_JITTER));
    }
    Coverage.forEachPixel(object, (x, y, share) -> canvas.blend(x, y, colour, share));
  }

  private static void paintLine(Canvas canvas, SplittableRandom random) {
    float[] grey = grey(random);
    double x = random.nextDouble(Scene.SIDE);
    double y = random.nextDouble(Scene.SIDE);
    double angle = random.nextDouble(2 * Math.PI);
    double dx = StrictMath.cos(angle);
    double dy = StrictMath.sin(angle);
    int length = random.nextInt(10, 40);
    for (int i = 0; i < length; i++) {
      canvas.blend((int) (x + i * dx), (int) (y + i * dy), grey, 0.7F);
    }
  }

  private static float[] grey(SplittableRandom random) {
    float level = (float) random.nextDouble(30, 180);
    return new float[] {level, level, level};
  }
}
