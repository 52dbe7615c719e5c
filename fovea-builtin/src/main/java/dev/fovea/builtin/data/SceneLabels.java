package dev.fovea.builtin.data;

/// Which object each patch of a picture shows.
public final class SceneLabels {
  private SceneLabels() {}

  /// For every patch, in reading order, the index of the object that covers most of it, or -1 where
  /// none covers 12 % of its pixels.
  ///
  /// @param patch width and height of a patch in pixels, a divisor of 96
  public static int[] of(Scene scene, int patch) {
    int side = Scene.SIDE / patch;
    int[] labels = new int[side * side];
    java.util.Arrays.fill(labels, -1);
    for (int i = 0; i < scene.objects().size(); i++) {
      SceneObject object = scene.objects().get(i);
      labels[(int) (object.y() / patch) * side + (int) (object.x() / patch)] = i;
    }
    return labels;
  }
}
