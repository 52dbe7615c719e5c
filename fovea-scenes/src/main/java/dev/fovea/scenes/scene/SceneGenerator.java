package dev.fovea.scenes.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Draws scenes.
public final class SceneGenerator {
  /// What an object keeps to the edge of its cell at least, in pixels.
  private static final double MARGIN = 0.5;

  /// A larger turn would make a square a diamond.
  private static final double MOST_TURN = 0.15;

  private SceneGenerator() {}

  /// A scene of `fewest` to `most` objects, every number in equal shares.
  public static Scene scene(SplittableRandom random, int fewest, int most) {
    int count = random.nextInt(fewest, most + 1);
    Shape[] shapes = Draw.shuffled(random, Shape.values());
    Color[] colours = Draw.shuffled(random, Color.values());
    Place[] places = Draw.shuffled(random, Place.values());
    List<SceneObject> objects = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Size size = random.nextBoolean() ? Size.SMALL : Size.BIG;
      double radius = random.nextDouble(size.least(), size.most());
      double room = Scene.CELL / 2.0 - MARGIN - radius;
      objects.add(
          new SceneObject(
              shapes[i],
              colours[i],
              size,
              places[i],
              middle(places[i].column()) + random.nextDouble(-room, room),
              middle(places[i].row()) + random.nextDouble(-room, room),
              radius,
              random.nextDouble(-MOST_TURN, MOST_TURN)));
    }
    return new Scene(objects, background(random), random.nextLong());
  }

  private static double middle(int cell) {
    return Scene.CELL * (cell + 0.5);
  }

  /// Clutter comes in three degrees: almost plain; uneven and noisy; with lines and specks too.
  private static Background background(SplittableRandom random) {
    int clutter = random.nextInt(3);
    double slope = clutter > 0 ? 18 : 0;
    return new Background(
        random.nextDouble(60, 150),
        random.nextDouble(-10, 10),
        slope * random.nextDouble(-1, 1),
        slope * random.nextDouble(-1, 1),
        clutter > 0 ? random.nextDouble(4, 12) : 3,
        clutter > 1 ? random.nextInt(1, 6) : 0,
        clutter > 1 ? random.nextInt(2, 11) : 0);
  }
}
