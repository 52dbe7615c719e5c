package dev.fovea.cli.explain;

/// How the visual tokens of a picture lie on it: row by row over the area that the model sees.
///
/// @param rows of patches, from the top
/// @param columns of patches, from the left
/// @param area the part of the picture that the patches cover
public record PatchGrid(int rows, int columns, Area area) {

  /// A part of a picture in shares of its width and height, 0 to 1 from the left and from the top.
  public record Area(double left, double top, double right, double bottom) {

    /// The whole picture.
    public static final Area WHOLE = new Area(0, 0, 1, 1);

    public Area {
      if (!(left >= 0 && left < right && right <= 1 && top >= 0 && top < bottom && bottom <= 1)) {
        throw new IllegalArgumentException(
            "expected an area within 0..1, found %s..%s x %s..%s"
                .formatted(left, right, top, bottom));
      }
    }
  }
}
