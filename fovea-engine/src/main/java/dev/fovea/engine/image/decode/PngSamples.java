package dev.fovea.engine.image.decode;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Checks the compressed samples of a PNG file before they are decoded: that they are all there and
/// agree with the checksum behind them. The JDK's reader stops at the last row and does not look.
final class PngSamples {
  private static final int[] CHANNELS = {1, 0, 3, 1, 2, 0, 4};

  /// First column, first row, step between columns, step between rows, of the seven passes.
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private PngSamples() {}

  /// @param header the thirteen bytes of the chunk IHDR
  /// @param samples the data of the chunks IDAT
  static void check(EncodedImage image, byte[] header, List<ByteBuffer> samples) {
    long needed = bytes(image, ByteBuffer.wrap(header));
    ByteBuffer rows = ByteBuffer.allocate((int) Math.min(needed + 1, 1 << 16));
    long found = 0;
    try (Inflater inflater = new Inflater()) {
      for (ByteBuffer piece : samples) {
        inflater.setInput(piece.duplicate());
        // One byte more than needed is asked for: so the end of the stream, and with it the
        // checksum, is read where there is one.
        while (found <= needed && !inflater.finished() && !inflater.needsInput()) {
          rows.clear().limit((int) Math.min(rows.capacity(), needed + 1 - found));
          found += inflater.inflate(rows);
          if (inflater.needsDictionary()) {
            throw image.undecodable();
          }
        }
      }
      if (found < needed && !inflater.finished()) {
        throw image.truncated();
      }
    } catch (DataFormatException _) {
      throw image.broken("its samples contradict their checksum or format");
    }
  }

  /// Bytes of all rows, each with the number of its filter before it.
  private static long bytes(EncodedImage image, ByteBuffer header) {
    int kind = header.get(9);
    int depth = header.get(8);
    if (kind < 0 || kind >= CHANNELS.length || CHANNELS[kind] == 0 || depth < 1 || depth > 16) {
      throw image.broken("no such colour type or depth");
    }
    int bits = CHANNELS[kind] * depth;
    int width = header.getInt(0);
    int height = header.getInt(4);
    if (header.get(12) == 0) {
      return bytes(width, height, bits);
    }
    long sum = 0;
    for (int[] pass : PASSES) {
      int columns = Math.ceilDiv(width - pass[0], pass[2]);
      int rows = Math.ceilDiv(height - pass[1], pass[3]);
      sum += columns < 1 || rows < 1 ? 0 : bytes(columns, rows, bits);
    }
    return sum;
  }

  private static long bytes(long columns, long rows, long bits) {
    return rows * (1 + (columns * bits + 7) / 8);
  }
}
