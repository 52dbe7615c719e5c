package dev.fovea.engine.image.decode;

import java.io.ByteArrayOutputStream;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/// The Huffman tables of a JPEG file that has none, such as a single frame of a Motion JPEG video:
/// those of the standard's annex K, which libjpeg-turbo takes for granted and the JDK's older
/// libjpeg does not.
final class JpegHuffman {
  private static final int START_OF_IMAGE = 2;
  private static final byte[] DEFAULTS = defaults();

  private JpegHuffman() {}

  /// The file with the default tables before its own, which overrule them.
  static byte[] withDefaults(byte[] file) {
    ByteArrayOutputStream with = new ByteArrayOutputStream(file.length + DEFAULTS.length);
    with.write(file, 0, START_OF_IMAGE);
    with.writeBytes(DEFAULTS);
    with.write(file, START_OF_IMAGE, file.length - START_OF_IMAGE);
    return with.toByteArray();
  }

  private static byte[] defaults() {
    ByteArrayOutputStream segments = new ByteArrayOutputStream();
    write(segments, 0x00, JPEGHuffmanTable.StdDCLuminance);
    write(segments, 0x01, JPEGHuffmanTable.StdDCChrominance);
    write(segments, 0x10, JPEGHuffmanTable.StdACLuminance);
    write(segments, 0x11, JPEGHuffmanTable.StdACChrominance);
    return segments.toByteArray();
  }

  /// Writes one segment DHT.
  ///
  /// @param destination class and number of the table, four bits each
  private static void write(ByteArrayOutputStream to, int destination, JPEGHuffmanTable table) {
    short[] lengths = table.getLengths();
    short[] values = table.getValues();
    int length = 2 + 1 + 16 + values.length;
    to.writeBytes(
        new byte[] {
          (byte) 0xff, (byte) 0xc4, (byte) (length >> 8), (byte) length, (byte) destination
        });
    for (int i = 0; i < 16; i++) {
      to.write(i < lengths.length ? lengths[i] : 0);
    }
    for (short value : values) {
      to.write(value);
    }
  }
}
