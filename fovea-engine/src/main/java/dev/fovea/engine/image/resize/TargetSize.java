package dev.fovea.engine.image.resize;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import java.util.Locale;

/// The size that a picture is to get, in the forms that all image processors share.
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

  /// The shorter edge gets the length `shortest`, unless the longer one would exceed `longest`:
  /// then that is its length, and the shorter one keeps the proportion. The Qwen-VL processors give
  /// the two numbers another meaning, areas in pixels, and have a rule of their own.
  record Edges(int shortest, int longest) implements TargetSize {
    public Edges {
      requirePositive(shortest);
      requirePositive(longest);
    }

    @Override
    public Exact of(RgbImage image) {
      int shorter = Math.min(image.width(), image.height());
      int longer = Math.max(image.width(), image.height());
      boolean bound = (double) longer / shorter * shortest > longest;
      double exact = bound ? (double) longest * shorter / longer : shortest;
      int rounded = (int) Math.rint(exact);
      if (rounded == shorter) {
        return new Exact(image.height(), image.width());
      }
      int other = (int) (exact * longer / shorter);
      return image.width() < image.height()
          ? made(image, other, rounded)
          : made(image, rounded, other);
    }
  }

  /// As large as fits into these bounds, with the proportions kept, rounded down.
  record Bounds(int maxHeight, int maxWidth) implements TargetSize {
    public Bounds {
      requirePositive(maxHeight);
      requirePositive(maxWidth);
    }

    @Override
    public Exact of(RgbImage image) {
      double scale =
          Math.min((double) maxHeight / image.height(), (double) maxWidth / image.width());
      return made(image, (int) (image.height() * scale), (int) (image.width() * scale));
    }
  }

  /// The size that one picture gets.
  ///
  /// @throws FoveaException where it is so thin that nothing would be left
  Exact of(RgbImage image);

  private static Exact made(RgbImage image, int height, int width) {
    if (height < 1 || width < 1) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "a picture of %d x %d cannot be resized to %d x %d: expected at least 1 x 1",
              image.width(),
              image.height(),
              width,
              height));
    }
    return new Exact(height, width);
  }

  private static void requirePositive(int length) {
    if (length < 1) {
      throw new IllegalArgumentException("expected a length of at least 1, found " + length);
    }
  }
}
