package dev.fovea.builtin.data;

/// One shape of a picture.
///
/// @param x of the middle, in pixels from the left edge
/// @param y of the middle, in pixels from the top edge
/// @param radius in pixels; the shape lies wholly in the circle's box around its middle
public record SceneObject(
    Shape shape, Colour colour, Size size, Place place, double x, double y, double radius) {}
