package dev.fovea.engine.image.decode;

import dev.fovea.engine.image.RgbImage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads the first frame of a GIF file onto its canvas.
final class GifDecoder {
  private static final int SCREEN = 13;
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int FRAME = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int INTERLACED = 0x40;

  private GifDecoder() {}

  /// The first frame of the file.
  ///
  /// @param fill palette index of the canvas around the frame
  /// @param palette offset of the colours in the file, -1 where indices are grey levels
  /// @param data offset of the compressed indices in the file
  private record Frame(
      int canvasWidth,
      int canvasHeight,
      int x,
      int y,
      int width,
      int height,
      int fill,
      int palette,
      int paletteSize,
      boolean interlaced,
      int data) {}

  static RgbImage decode(EncodedImage image) {
    Frame frame = firstFrame(image);
    byte[] indices =
        GifIndices.decode(image, frame.data(), frame.width(), frame.height(), frame.interlaced());
    int width = frame.canvasWidth();
    byte[] colors = colors(image, frame);
    byte[] rgb = new byte[3 * width * frame.canvasHeight()];
    for (int i = 0; i < rgb.length; i += 3) {
      System.arraycopy(colors, 3 * frame.fill(), rgb, i, 3);
    }
    for (int y = 0, in = 0; y < frame.height(); y++) {
      int out = 3 * ((frame.y() + y) * width + frame.x());
      for (int x = 0; x < frame.width(); x++, in++, out += 3) {
        System.arraycopy(colors, 3 * Byte.toUnsignedInt(indices[in]), rgb, out, 3);
      }
    }
    return new RgbImage(width, frame.canvasHeight(), rgb);
  }

  private static byte[] colors(EncodedImage image, Frame frame) {
    byte[] colors = new byte[3 * 256];
    if (frame.palette() >= 0) {
      System.arraycopy(image.bytes(), frame.palette(), colors, 0, 3 * frame.paletteSize());
    } else {
      for (int i = 0; i < colors.length; i++) {
        colors[i] = (byte) (i / 3);
      }
    }
    return colors;
  }

  private static Frame firstFrame(EncodedImage image) {
    ByteBuffer in = image.buffer(ByteOrder.LITTLE_ENDIAN);
    int screenWidth = Short.toUnsignedInt(in.getShort(6));
    int screenHeight = Short.toUnsignedInt(in.getShort(8));
    int colors = paletteSize(in.get(10));
    int palette = colors > 0 ? SCREEN : -1;
    int fill = 0;
    skip(in.position(SCREEN), 3 * colors);
    while (true) {
      switch (Byte.toUnsignedInt(in.get())) {
        case TRAILER -> throw image.broken("no frame in it");
        case EXTENSION -> {
          boolean control = Byte.toUnsignedInt(in.get()) == GRAPHIC_CONTROL;
          if (control && (in.get(in.position() + 1) & 1) != 0) {
            fill = Byte.toUnsignedInt(in.get(in.position() + 4));
          }
          skipBlocks(in);
        }
        case FRAME -> {
          int x = Short.toUnsignedInt(in.getShort());
          int y = Short.toUnsignedInt(in.getShort());
          int width = Short.toUnsignedInt(in.getShort());
          int height = Short.toUnsignedInt(in.getShort());
          byte flags = in.get();
          int local = paletteSize(flags);
          if (local > 0) {
            colors = local;
            palette = in.position();
          }
          skip(in, 3 * local);
          image.checkSize(width, height);
          int canvasWidth = Math.max(screenWidth, x + width);
          int canvasHeight = Math.max(screenHeight, y + height);
          image.checkSize(canvasWidth, canvasHeight);
          return new Frame(
              canvasWidth,
              canvasHeight,
              x,
              y,
              width,
              height,
              fill,
              palette,
              colors,
              (flags & INTERLACED) != 0,
              in.position());
        }
        default -> {} // Pillow skips stray bytes between blocks
      }
    }
  }

  private static int paletteSize(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 2 << (flags & 7);
  }

  private static void skipBlocks(ByteBuffer in) {
    for (int length = -1; length != 0; ) {
      length = Byte.toUnsignedInt(in.get());
      skip(in, length);
    }
  }

  private static void skip(ByteBuffer in, int length) {
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    in.position(in.position() + length);
  }
}
