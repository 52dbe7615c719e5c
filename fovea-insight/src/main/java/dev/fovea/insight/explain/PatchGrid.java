package dev.fovea.insight.explain;

import dev.fovea.engine.vision.ImageArea;

/// How the visual tokens of a picture lie on it: row by row over the area that the model sees.
///
/// @param rows of patches, from the top
/// @param columns of patches, from the left
/// @param area the part of the picture that the patches cover
public record PatchGrid(int rows, int columns, ImageArea area) {}
