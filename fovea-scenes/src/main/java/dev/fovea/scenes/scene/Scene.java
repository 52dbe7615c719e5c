package dev.fovea.scenes.scene;

import java.util.List;

/// What a picture shows. Shapes are distinct and so are colours and places, so that every question
/// has one answer.
///
/// @param objects 1 to 7 of them
/// @param seed of everything that painting draws at random
public record Scene(List<SceneObject> objects, Background background, long seed) {
  /// Width and height of a picture in pixels.
  public static final int SIDE = 96;

  /// Width and height of a cell of the grid of places in pixels.
  public static final int CELL = SIDE / 3;

  public Scene {
    objects = List.copyOf(objects);
  }

  /// The index of the object of this shape, -1 if the scene has none.
  public int indexOf(Shape shape) {
    for (int i = 0; i < objects.size(); i++) {
      if (objects.get(i).shape() == shape) {
        return i;
      }
    }
    return -1;
  }
}
