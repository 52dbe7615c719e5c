package dev.fovea.scenes.scene;

/// One shape of a picture.
///
/// @param x of the middle, in pixels from the left edge
/// @param y of the middle, in pixels from the top edge
/// @param radius in pixels; no point of the shape is farther from the middle
/// @param turn by which the shape is turned clockwise, in radians
public record SceneObject(
    Shape shape,
    Color colour,
    Size size,
    Place place,
    double x,
    double y,
    double radius,
    double turn) {}
