package dev.fovea.engine.vision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Reads WebP files: lossy, lossless, with alpha, and the first frame of animations.
final class WebpDecoder {
  private static final int FILE_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final byte[] NONE = {};

  private WebpDecoder() {}

  static RgbImage decode(EncodedImage image) {
    Parser parser = new Parser(image);
    parser.chunks(FILE_HEADER, image.bytes().length);
    return Orientation.of(parser.exif, parser.xmp).apply(parser.picture());
  }

  private static final class Parser {
    private final EncodedImage image;
    private final ByteBuffer in;
    private int canvasWidth;
    private int canvasHeight;
    private int frame = -1;
    private int frameEnd;
    private boolean found;
    private byte[] exif = NONE;
    private byte[] xmp = NONE;

    private Parser(EncodedImage image) {
      this.image = image;
      in = image.buffer(ByteOrder.LITTLE_ENDIAN);
    }

    /// Walks chunks; a frame of an animation holds chunks itself.
    private void chunks(int from, int to) {
      for (int at = from; at + CHUNK_HEADER <= to; ) {
        int length = in.getInt(at + 4);
        int data = at + CHUNK_HEADER;
        if (length < 0 || length > to - data) {
          throw image.truncated();
        }
        switch (ImageFormat.ascii(image.bytes(), at, 4)) {
          case "VP8X" -> {
            canvasWidth = 1 + unsigned24(data + 4);
            canvasHeight = 1 + unsigned24(data + 7);
            image.checkSize(canvasWidth, canvasHeight);
          }
          case "VP8 " -> {
            image.checkSize(in.getShort(data + 6) & 0x3fff, in.getShort(data + 8) & 0x3fff);
            found = true;
          }
          case "VP8L" -> {
            int size = in.getInt(data + 1);
            image.checkSize((size & 0x3fff) + 1, (size >> 14 & 0x3fff) + 1);
            found = true;
          }
          case "ANMF" -> {
            if (frame < 0) {
              frame = data;
              frameEnd = data + length;
              chunks(data + FRAME_HEADER, frameEnd);
            }
          }
          case "EXIF" -> exif = Arrays.copyOfRange(image.bytes(), data, data + length);
          case "XMP " -> xmp = Arrays.copyOfRange(image.bytes(), data, data + length);
          default -> {}
        }
        at = data + length + (length & 1);
      }
    }

    private RgbImage picture() {
      if (!found) {
        throw image.truncated();
      }
      return frame < 0 ? Leptonica.webp(image, image.bytes()) : firstFrame();
    }

    /// Decodes the first frame as a file of its own and puts it onto the transparent canvas, which
    /// is black once transparency is dropped.
    private RgbImage firstFrame() {
      int x = 2 * unsigned24(frame);
      int y = 2 * unsigned24(frame + 3);
      RgbImage part = Leptonica.webp(image, stillFile());
      if (x + part.width() > canvasWidth || y + part.height() > canvasHeight) {
        throw image.broken("its first frame leaves the canvas");
      }
      byte[] rgb = new byte[3 * canvasWidth * canvasHeight];
      for (int row = 0; row < part.height(); row++) {
        System.arraycopy(
            part.rgb(),
            3 * row * part.width(),
            rgb,
            3 * ((y + row) * canvasWidth + x),
            3 * part.width());
      }
      return new RgbImage(canvasWidth, canvasHeight, rgb);
    }

    private byte[] stillFile() {
      int from = frame + FRAME_HEADER;
      boolean alpha = ImageFormat.ascii(image.bytes(), from, 4).equals("ALPH");
      int extended = alpha ? CHUNK_HEADER + 10 : 0;
      int length = FILE_HEADER + extended + frameEnd - from;
      ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      file.put(image.bytes(), 0, 4).putInt(length - CHUNK_HEADER).put(image.bytes(), 8, 4);
      if (alpha) {
        file.put(new byte[] {'V', 'P', '8', 'X'}).putInt(10).putInt(0x10); // flags: alpha
        file.put(image.bytes(), frame + 6, 6); // width and height, each less one
      }
      return file.put(image.bytes(), from, frameEnd - from).array();
    }

    private int unsigned24(int at) {
      return in.getInt(at) & 0xffffff;
    }
  }
}
