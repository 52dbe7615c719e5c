package dev.fovea.scenes.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneLabelsTest {
  /// Points to a side of a pixel at which the plain reference looks.
  private static final int POINTS = 4;

  @ParameterizedTest
  @ValueSource(ints = {12, 16})
  void labelsAreThoseOfPointByPointCounting(int patch) {
    int[] compared = new int[2];
    ScenePainterTest.scenes(12)
        .forEach(scene -> {
          int[] labels = SceneLabels.of(scene, patch);
          int side = 96 / patch;
          assertThat(labels).hasSize(side * side);
          for (int i = 0; i < labels.length; i++) {
            double[] shares = shares(scene, i % side * patch, i / side * patch, patch);
            int best = -1;
            double most = 0.12;
            double gap = 1;
            for (int j = 0; j < shares.length; j++) {
              gap = Math.min(gap, Math.abs(shares[j] - most));
              if (shares[j] > most) {
                most = shares[j];
                best = j;
              }
            }
            // Counting points is exact to about one percent of a patch.
            if (gap > 0.01) {
              assertThat(labels[i]).as("patch %d of %s", i, scene).isEqualTo(best);
              compared[best < 0 ? 0 : 1]++;
            }
          }
        });

    assertThat(compared[0]).isGreaterThan(150);
    assertThat(compared[1]).isGreaterThan(100);
  }

  @Test
  void patchesMustFillThePicture() {
    Scene scene = ScenePainterTest.scenes(1).findFirst().orElseThrow();

    assertThatThrownBy(() -> SceneLabels.of(scene, 14))
        .hasMessage("expected a divisor of 96, found 14");
  }

  private static double[] shares(Scene scene, int left, int top, int patch) {
    return scene.objects().stream()
        .mapToDouble(object -> {
          int inside = 0;
          for (int i = 0; i < patch * POINTS; i++) {
            for (int j = 0; j < patch * POINTS; j++) {
              double x = left + (j + 0.5) / POINTS;
              double y = top + (i + 0.5) / POINTS;
              inside += contains(object, x, y) ? 1 : 0;
            }
          }
          return (double) inside / (patch * patch * POINTS * POINTS);
        })
        .toArray();
  }

  /// Turns the point back into the unit shape and counts the edges to its right.
  private static boolean contains(SceneObject object, double x, double y) {
    double dx = (x - object.x()) / object.radius();
    double dy = (y - object.y()) / object.radius();
    double u = dx * Math.cos(object.turn()) + dy * Math.sin(object.turn());
    double v = dy * Math.cos(object.turn()) - dx * Math.sin(object.turn());
    boolean inside = false;
    for (double[] contour : Outline.of(object.shape()).contours()) {
      int corners = contour.length / 2;
      for (int i = 0; i < corners; i++) {
        int j = (i + 1) % corners;
        double y0 = contour[2 * i + 1];
        double y1 = contour[2 * j + 1];
        if (y0 > v != y1 > v) {
          double crossing =
              contour[2 * i] + (v - y0) / (y1 - y0) * (contour[2 * j] - contour[2 * i]);
          inside ^= u < crossing;
        }
      }
    }
    return inside;
  }
}
