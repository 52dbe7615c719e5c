package dev.fovea.engine.vision;

/// The size that a picture is to get.
public sealed interface TargetSize {

  /// The same size for all pictures, whatever that does to their proportions.
  record Exact(int height, int width) implements TargetSize {
    public Exact {
      requirePositive(height);
      requirePositive(width);
    }

    @Override
    public Exact of(RgbImage image) {
      return this;
    }
  }

  /// The shorter edge gets this length, the longer one keeps the proportion, rounded down.
  record ShortestEdge(int length) implements TargetSize {
    public ShortestEdge {
      requirePositive(length);
    }

    @Override
    public Exact of(RgbImage image) {
      return image.width() <= image.height()
          ? new Exact(longer(image.height(), image.width()), length)
          : new Exact(length, longer(image.width(), image.height()));
    }

    private int longer(int edge, int shorter) {
      // Beyond the range of int it is far beyond what resizing accepts.
      return (int) Math.min((long) length * edge / shorter, Integer.MAX_VALUE);
    }
  }

  /// The size that one picture gets.
  Exact of(RgbImage image);

  private static void requirePositive(int length) {
    if (length < 1) {
      throw new IllegalArgumentException("expected a length of at least 1, found " + length);
    }
  }
}
