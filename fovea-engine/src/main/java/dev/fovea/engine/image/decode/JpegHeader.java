package dev.fovea.engine.image.decode;

import dev.fovea.engine.error.FoveaException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/// What the marker segments of a JPEG file say about its samples and its metadata.
///
/// @param colors what the samples mean, by libjpeg's rules
/// @param halvedRows per component, whether the file has all of its columns but every other row
///   only
/// @param exif the EXIF segments put together, without their prefix; empty where there are none
/// @param xmp the XMP segment, empty where there is none
/// @param samples the file without notes: a damaged colour profile would stop the JDK's reader
record JpegHeader(Colors colors, boolean[] halvedRows, byte[] exif, byte[] xmp, byte[] samples) {

  /// The meanings of samples.
  enum Colors {
    GRAY,
    RGB,
    YCC,
    CMYK,
    YCCK
  }

  private static final String EXIF = "Exif\0\0";
  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
  private static final int TEMPORARY = 0x01;
  private static final int FIRST_FRAME = 0xc0;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;

  /// Walks the segments up to the end marker, so that a truncated file is known before it is
  /// decoded.
  static JpegHeader parse(EncodedImage image) {
    Parser parser = new Parser(image);
    int marker = parser.next();
    while (marker != END_OF_IMAGE) {
      if (hasLength(marker)) {
        parser.segment(marker);
      } else if (marker > TEMPORARY && marker < FIRST_FRAME && !parser.restarts) {
        throw parser.unknown(marker);
      }
      marker = parser.next();
    }
    return parser.header();
  }

  private static boolean hasLength(int marker) {
    return marker >= 0xc0 && !(marker >= 0xd0 && marker <= 0xd9);
  }

  private static final class Parser {
    private final EncodedImage image;
    private final ByteBuffer in;
    private final ByteArrayOutputStream samples = new ByteArrayOutputStream();
    private int at = 2;
    private int copied;
    private boolean jfif;
    private int adobe = -1;
    private String ids = "";
    private boolean[] halvedRows = {};
    private boolean sequential;
    private boolean scanned;
    private boolean restarts;
    private final ByteArrayOutputStream exif = new ByteArrayOutputStream();
    private byte[] xmp = {};

    private Parser(EncodedImage image) {
      this.image = image;
      in = image.buffer(ByteOrder.BIG_ENDIAN);
    }

    /// The next marker; between markers lie fill bytes and, after the start of a scan, its data.
    private int next() {
      while (true) {
        while (in.get(at) != -1) {
          at++;
        }
        while (in.get(at) == -1) {
          at++;
        }
        int marker = Byte.toUnsignedInt(in.get(at++));
        if (marker != 0) {
          return marker;
        }
      }
    }

    private void segment(int marker) {
      int length = Short.toUnsignedInt(in.getShort(at));
      int start = at + 2;
      at += length;
      if (length < 2) {
        throw image.broken(
            String.format(Locale.ROOT, "segment of %d bytes at byte %d", length, start));
      } else if (at > image.bytes().length) {
        throw image.truncated();
      }
      if (marker >= 0xe0) {
        copy(start - 4);
        copied = at;
      }
      String head = ImageFormat.ascii(image.bytes(), start, Math.min(length - 2, XMP.length()));
      switch (marker) {
        case 0xc0, 0xc1, 0xc2 -> {
          sequential = marker != 0xc2;
          frame(start);
        }
        case 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf ->
            throw image.unsupported(
                "a baseline or progressive file with Huffman codes",
                String.format(Locale.ROOT, "coding process %d", marker - 0xc0));
        case 0xe0 -> jfif |= head.startsWith("JFIF\0");
        case 0xe1 -> {
          if (scanned) {
            break; // Pillow reads notes up to the samples only
          }
          if (head.startsWith(EXIF)) {
            exif.write(image.bytes(), start + EXIF.length(), at - start - EXIF.length());
          } else if (head.equals(XMP)) {
            xmp = Arrays.copyOfRange(image.bytes(), start + XMP.length(), at);
          }
        }
        case 0xee -> {
          if (head.startsWith("Adobe") && length >= 14) {
            adobe = Byte.toUnsignedInt(in.get(start + 11));
          }
        }
        case 0xdd -> restarts = in.getShort(start) != 0;
        case START_OF_SCAN -> scanned = true;
        default -> {}
      }
    }

    /// No frame has such a marker. Where the samples restart, libjpeg looks for the next restart
    /// behind it instead.
    private FoveaException unknown(int marker) {
      return image.broken(
          String.format(Locale.ROOT, "unknown marker 0x%02x at byte %d", marker, at - 1));
    }

    private void copy(int end) {
      samples.write(image.bytes(), copied, end - copied);
    }

    private void frame(int start) {
      if (!ids.isEmpty()) {
        throw image.broken("two pictures in one");
      }
      int bits = in.get(start);
      image.checkSize(
          Short.toUnsignedInt(in.getShort(start + 3)), Short.toUnsignedInt(in.getShort(start + 1)));
      int components = Byte.toUnsignedInt(in.get(start + 5));
      if (bits != 8 || components != 1 && components != 3 && components != 4) {
        throw image.unsupported(
            "1, 3 or 4 components of 8 bits",
            String.format(Locale.ROOT, "%d of %d bits", components, bits));
      }
      halvedRows = new boolean[components];
      StringBuilder found = new StringBuilder();
      int columns = 1;
      int rows = 1;
      for (int i = 0; i < components; i++) {
        found.append((char) Byte.toUnsignedInt(in.get(start + 6 + 3 * i)));
        columns = Math.max(columns, in.get(start + 7 + 3 * i) >> 4 & 15);
        rows = Math.max(rows, in.get(start + 7 + 3 * i) & 15);
      }
      for (int i = 0; i < components; i++) {
        int sampling = in.get(start + 7 + 3 * i);
        halvedRows[i] = (sampling >> 4 & 15) == columns && 2 * (sampling & 15) == rows;
      }
      ids = found.toString();
    }

    private JpegHeader header() {
      if (ids.isEmpty() || !scanned) {
        throw image.broken("no picture between its first and its last marker");
      }
      copy(at);
      byte[] file = samples.toByteArray();
      return new JpegHeader(
          colors(),
          halvedRows,
          exif.toByteArray(),
          xmp,
          sequential ? JpegHuffman.withDefaults(file) : file);
    }

    private Colors colors() {
      return switch (ids.length()) {
        case 1 -> Colors.GRAY;
        case 3 -> {
          boolean plain = jfif ? false : adobe >= 0 ? adobe == 0 : ids.equals("RGB");
          yield plain ? Colors.RGB : Colors.YCC;
        }
        default -> adobe <= 0 ? Colors.CMYK : Colors.YCCK;
      };
    }
  }
}
