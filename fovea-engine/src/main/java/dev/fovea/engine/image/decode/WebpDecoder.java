package dev.fovea.engine.image.decode;

import dev.fovea.engine.image.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/// Reads WebP files: lossy, lossless, with alpha, and the first frame of animations.
final class WebpDecoder {
  private static final int FILE_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int LOSSLESS_SIGNATURE = 0x2f;
  private static final int LOSSY_SIGNATURE = 0x2a019d;
  private static final int EXIF_FLAG = 0x08;
  private static final int XMP_FLAG = 0x04;
  private static final byte[] NONE = {};

  private WebpDecoder() {}

  static RgbImage decode(EncodedImage image) {
    Parser parser = new Parser(image);
    if (parser.in.getInt(4) > image.bytes().length - CHUNK_HEADER) {
      throw image.truncated();
    }
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
    private boolean animation;
    private byte flags;
    private byte[] exif = NONE;
    private byte[] xmp = NONE;

    private Parser(EncodedImage image) {
      this.image = image;
      in = image.buffer(ByteOrder.LITTLE_ENDIAN);
    }

    /// Walks the chunks of the file. Of notes the first counts, and only where the flags of an
    /// extended file announce it.
    private void chunks(int from, int to) {
      for (int at = from; at + CHUNK_HEADER <= to; ) {
        int length = length(at, to);
        int data = at + CHUNK_HEADER;
        switch (ImageFormat.ascii(image.bytes(), at, 4)) {
          case "VP8X" -> {
            flags = in.get(data);
            canvasWidth = 1 + unsigned24(data + 4);
            canvasHeight = 1 + unsigned24(data + 7);
            image.checkSize(canvasWidth, canvasHeight);
          }
          case "VP8 ", "VP8L" -> {
            size(at, length);
            found = true;
          }
          case "ANIM" -> animation = true;
          case "ANMF" -> frame(data, data + length);
          case "EXIF" -> exif = first(EXIF_FLAG, exif, data, length);
          case "XMP " -> xmp = first(XMP_FLAG, xmp, data, length);
          default -> {}
        }
        at = data + length + (length & 1);
      }
    }

    private int length(int at, int to) {
      int length = in.getInt(at + 4);
      if (length < 0 || length > to - at - CHUNK_HEADER) {
        throw image.truncated();
      }
      return length;
    }

    private byte[] first(int flag, byte[] known, int data, int length) {
      boolean wanted = (flags & flag) != 0 && known.length == 0;
      return wanted ? Arrays.copyOfRange(image.bytes(), data, data + length) : known;
    }

    /// The width (low half) and height of the picture in a chunk.
    private int size(int at, int length) {
      int data = at + CHUNK_HEADER;
      boolean lossless = in.get(at + 3) == 'L';
      int size = in.getInt(lossless ? data + 1 : data + 6);
      boolean sound =
          lossless
              ? in.get(data) == LOSSLESS_SIGNATURE && size >>> 29 == 0
              : isKeyFrame(unsigned24(data), length) && unsigned24(data + 3) == LOSSY_SIGNATURE;
      if (!sound) {
        throw image.broken(String.format(Locale.ROOT, "no picture in the chunk at byte %d", at));
      }
      int width = lossless ? (size & 0x3fff) + 1 : size & 0x3fff;
      int height = lossless ? (size >> 14 & 0x3fff) + 1 : size >> 16 & 0x3fff;
      image.checkSize(width, height);
      return height << 16 | width;
    }

    /// @param tag frame type, version, whether it is shown, and bytes of the first partition
    private static boolean isKeyFrame(int tag, int length) {
      return (tag & 1) == 0 && (tag >> 1 & 7) <= 3 && (tag >> 4 & 1) == 1 && tag >> 5 < length;
    }

    /// Looks at a frame of an animation, which holds chunks itself. All frames are looked at,
    /// because a file of which one is damaged is damaged, but the first alone is decoded.
    private void frame(int start, int end) {
      int size = 0;
      for (int at = start + FRAME_HEADER; at + CHUNK_HEADER <= end && size == 0; ) {
        int length = length(at, end);
        String type = ImageFormat.ascii(image.bytes(), at, 4);
        if (type.equals("VP8 ") || type.equals("VP8L")) {
          size = size(at, length);
        }
        at += CHUNK_HEADER + length + (length & 1);
      }
      if (size == 0) {
        return; // libwebp does not count it as a frame
      }
      int right = 2 * unsigned24(start) + (size & 0xffff);
      int bottom = 2 * unsigned24(start + 3) + (size >>> 16);
      if (!animation || right > canvasWidth || bottom > canvasHeight) {
        throw image.broken(
            String.format(
                Locale.ROOT,
                "the frame at byte %d %s",
                start,
                animation ? "leaves the canvas" : "has no chunk ANIM before it"));
      }
      if (frame < 0) {
        frame = start;
        frameEnd = end;
        found = true;
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
