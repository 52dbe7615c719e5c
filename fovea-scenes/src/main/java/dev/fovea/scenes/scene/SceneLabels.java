package dev.fovea.scenes.scene;

import java.util.Arrays;

/// Which object each patch of a picture shows.
public final class SceneLabels {
  /// Less than this share of a patch is too little to know an object by.
  private static final double LEAST_SHARE = 0.12;

  private SceneLabels() {}

  /// For every patch, in reading order, the index of the object that covers most of it, or -1 where
  /// none covers 12 % of its area.
  ///
  /// @param patch width and height of a patch in pixels, a divisor of 96
  public static int[] of(Scene scene, int patch) {
    if (patch < 1 || Scene.SIDE % patch != 0) {
      throw new IllegalArgumentException("expected a divisor of 96, found " + patch);
    }
    int side = Scene.SIDE / patch;
    int[] labels = new int[side * side];
    Arrays.fill(labels, -1);
    double[] most = new double[labels.length];
    Arrays.fill(most, LEAST_SHARE * patch * patch);
    for (int i = 0; i < scene.objects().size(); i++) {
      double[] covered = covered(scene.objects().get(i), patch);
      for (int j = 0; j < labels.length; j++) {
        if (covered[j] >= most[j]) {
          most[j] = covered[j];
          labels[j] = i;
        }
      }
    }
    return labels;
  }

  /// Pixels of each patch that an object covers.
  private static double[] covered(SceneObject object, int patch) {
    int side = Scene.SIDE / patch;
    double[] covered = new double[side * side];
    Coverage.forEachPixel(object, (x, y, share) -> covered[y / patch * side + x / patch] += share);
    return covered;
  }
}
