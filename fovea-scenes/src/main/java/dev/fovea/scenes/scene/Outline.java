package dev.fovea.scenes.scene;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The edge of a shape as closed polygons in the unit circle, x to the right and y down; a point is
/// inside where it lies in an odd number of them.
///
/// @param contours of each polygon the corners, x and y by turns
record Outline(List<double[]> contours) {
  /// Sides of the polygon that stands for a circle: at radius 14.5 it is off by 0.02 pixels.
  private static final int CIRCLE_SIDES = 60;

  private static final int HEART_SIDES = 40;

  private static final Map<Shape, Outline> OUTLINES =
      Arrays.stream(Shape.values()).collect(Collectors.toMap(Function.identity(), Outline::draw));

  static Outline of(Shape shape) {
    return Objects.requireNonNull(OUTLINES.get(shape));
  }

  private static Outline draw(Shape shape) {
    return switch (shape) {
      case CIRCLE -> new Outline(List.of(star(CIRCLE_SIDES, 1, 1)));
      case SQUARE ->
          new Outline(List.of(new double[] {-0.7, -0.7, 0.7, -0.7, 0.7, 0.7, -0.7, 0.7}));
      case TRIANGLE -> new Outline(List.of(star(3, 1, 1)));
      case STAR -> new Outline(List.of(star(10, 1, 0.42)));
      case HEART -> new Outline(List.of(heart()));
      case CROSS -> new Outline(List.of(cross(0.33, 0.94)));
      case RING -> new Outline(List.of(star(CIRCLE_SIDES, 1, 1), star(CIRCLE_SIDES, 0.58, 0.58)));
      case DIAMOND -> new Outline(List.of(new double[] {0, -1, 0.68, 0, 0, 1, -0.68, 0}));
    };
  }

  /// Corners at equal angles from the top, their distances from the middle by turns.
  private static double[] star(int corners, double even, double odd) {
    double[] points = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * i / corners;
      double distance = i % 2 == 0 ? even : odd;
      points[2 * i] = distance * StrictMath.sin(angle);
      points[2 * i + 1] = -distance * StrictMath.cos(angle);
    }
    return points;
  }

  /// The well-known curve of sines and cosines, moved and scaled into the unit circle.
  private static double[] heart() {
    double[] points = new double[2 * HEART_SIDES];
    for (int i = 0; i < HEART_SIDES; i++) {
      double angle = 2 * Math.PI * i / HEART_SIDES;
      double sine = StrictMath.sin(angle);
      double height =
          13 * StrictMath.cos(angle)
              - 5 * StrictMath.cos(2 * angle)
              - 2 * StrictMath.cos(3 * angle)
              - StrictMath.cos(4 * angle);
      points[2 * i] = 16 * sine * sine * sine / 18;
      points[2 * i + 1] = -(height + 2) / 18;
    }
    return points;
  }

  private static double[] cross(double width, double length) {
    return new double[] {
      -width, -length, width, -length, width, -width, length, -width, length, width, width, width,
      width, length, -width, length, -width, width, -length, width, -length, -width, -width, -width
    };
  }
}
