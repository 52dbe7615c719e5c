package dev.fovea.engine.image.decode;

import dev.fovea.engine.error.FoveaException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/// The bytes of a picture file with what is needed to judge them and to complain about them.
///
/// @param bytes the whole file
/// @param name what messages call it
record EncodedImage(byte[] bytes, String name, ImageFormat format, ImageLimits limits) {

  /// The bytes from the start, to be read in the given order.
  ByteBuffer buffer(ByteOrder order) {
    return ByteBuffer.wrap(bytes).order(order);
  }

  /// Accepts dimensions read from a header.
  void checkSize(long width, long height) {
    if (width < 1 || height < 1) {
      throw broken(
          String.format(Locale.ROOT, "expected at least one pixel, found %d x %d", width, height));
    }
    if (width > limits.maxPixels() / height) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected at most %d pixels, found %d x %d",
              name,
              limits.maxPixels(),
              width,
              height));
    }
  }

  /// The error for a file that contradicts its own format.
  FoveaException broken(String what) {
    return new FoveaException(
        String.format(Locale.ROOT, "%s: damaged %s file: %s", name, format, what));
  }

  /// The error for a file that ends too early.
  FoveaException truncated() {
    return broken(
        String.format(
            Locale.ROOT, "it ends after %d bytes, before the picture does", bytes.length));
  }

  /// The error for a file whose samples make no sense.
  FoveaException undecodable() {
    return broken("its data cannot be decoded");
  }

  /// The error for a kind of file that is sound but not read here.
  FoveaException unsupported(String expected, String found) {
    return new FoveaException(
        String.format(
            Locale.ROOT, "%s: expected %s, found %s file with %s", name, expected, format, found));
  }
}
