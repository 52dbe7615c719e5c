package dev.fovea.scenes.scene;

import java.util.Arrays;

/// How much of each pixel an object covers: exact along a row of the picture, and the mean of four
/// lines in each row.
final class Coverage {
  private static final int LINES = 4;

  private Coverage() {}

  /// Tells every pixel that the object covers in part or whole, in reading order.
  static void forEachPixel(SceneObject object, PixelConsumer consumer) {
    int left = (int) Math.floor(object.x() - object.radius());
    int top = (int) Math.floor(object.y() - object.radius());
    int width = (int) Math.ceil(object.x() + object.radius()) - left;
    int height = (int) Math.ceil(object.y() + object.radius()) - top;
    double[][] contours =
        Outline.of(object.shape()).contours().stream()
            .map(contour -> placed(contour, object, left, top))
            .toArray(double[][]::new);
    double[] crossings = new double[Arrays.stream(contours).mapToInt(c -> c.length).sum()];
    float[] shares = new float[width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(shares, 0);
      for (int line = 0; line < LINES; line++) {
        int count = crossings(contours, y + (line + 0.5) / LINES, crossings);
        Arrays.sort(crossings, 0, count);
        for (int i = 0; i < count; i += 2) {
          addSpan(shares, crossings[i], crossings[i + 1]);
        }
      }
      for (int x = 0; x < width; x++) {
        if (shares[x] > 0) {
          consumer.accept(left + x, top + y, shares[x]);
        }
      }
    }
  }

  private static double[] placed(double[] contour, SceneObject object, int left, int top) {
    double cosine = StrictMath.cos(object.turn()) * object.radius();
    double sine = StrictMath.sin(object.turn()) * object.radius();
    double[] points = new double[contour.length];
    for (int i = 0; i < points.length; i += 2) {
      points[i] = object.x() - left + contour[i] * cosine - contour[i + 1] * sine;
      points[i + 1] = object.y() - top + contour[i] * sine + contour[i + 1] * cosine;
    }
    return points;
  }

  /// Where the polygons cross the height `y`; an even number.
  private static int crossings(double[][] contours, double y, double[] crossings) {
    int count = 0;
    for (double[] points : contours) {
      double x0 = points[points.length - 2];
      double y0 = points[points.length - 1];
      for (int i = 0; i < points.length; i += 2) {
        double x1 = points[i];
        double y1 = points[i + 1];
        if (y0 <= y != y1 <= y) {
          crossings[count++] = x0 + (y - y0) * (x1 - x0) / (y1 - y0);
        }
        x0 = x1;
        y0 = y1;
      }
    }
    return count;
  }

  private static void addSpan(float[] shares, double from, double to) {
    int last = (int) Math.ceil(to) - 1;
    for (int x = (int) from; x <= last; x++) {
      shares[x] += (float) ((Math.min(to, x + 1) - Math.max(from, x)) / LINES);
    }
  }

  /// Takes a pixel of which the object covers `share`, above 0 and up to 1.
  interface PixelConsumer {
    void accept(int x, int y, float share);
  }
}
