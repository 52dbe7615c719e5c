package dev.fovea.scenes.scene;

/// What a picture shows behind its objects.
///
/// @param grey level from 0 to 255
/// @param tint added to the red channel and taken from the blue one
/// @param slopeX change of the level from the middle to the right edge
/// @param slopeY change of the level from the middle to the bottom edge
/// @param noise largest random change of a channel of a pixel
/// @param lines number of thin grey lines
/// @param specks number of small grey specks
public record Background(
    double grey, double tint, double slopeX, double slopeY, double noise, int lines, int specks) {}
