package dev.fovea.engine.image.decode;

import java.nio.BufferUnderflowException;

/// The palette indices of a GIF frame, unpacked by the rules of Pillow's `GifDecode.c`: a code that
/// no table has is an error, and so is an end before the last pixel; what follows it is not read.
final class GifIndices {
  private static final int TABLE = 4096;
  private static final int LARGEST_CODE = 12;

  /// First row and step of the passes of an interlaced frame.
  private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

  private final EncodedImage image;
  private final byte[] file;
  private int at;
  private int blockEnd;
  private int bits;
  private int bitCount;

  /// The index that a code adds at its end, and the code that stands for what is before it.
  private final byte[] last = new byte[TABLE];

  private final short[] before = new short[TABLE];
  private final byte[] string = new byte[TABLE + 1];

  private GifIndices(EncodedImage image, int at) {
    this.image = image;
    file = image.bytes();
    this.at = at;
    blockEnd = at;
  }

  /// The indices, row by row from the top.
  ///
  /// @param start where the smallest size of a code stands in the file, the data behind it
  static byte[] decode(EncodedImage image, int start, int width, int height, boolean interlaced) {
    if (start >= image.bytes().length) {
      throw new BufferUnderflowException();
    }
    int smallest = Byte.toUnsignedInt(image.bytes()[start]);
    if (smallest > LARGEST_CODE) {
      throw image.undecodable();
    }
    byte[] indices = new byte[width * height];
    new GifIndices(image, start + 1).unpack(smallest, indices);
    return interlaced ? inOrder(indices, width, height) : indices;
  }

  private void unpack(int smallest, byte[] indices) {
    int clear = 1 << smallest;
    int next = clear + 2;
    int size = smallest + 1;
    int previous = -1;
    byte first = 0;
    for (int out = 0; out < indices.length; ) {
      int code = code(size);
      if (code == clear) {
        next = clear + 2;
        size = smallest + 1;
        previous = -1;
        continue;
      } else if (code == clear + 1) {
        throw image.truncated();
      } else if (previous < 0 ? code > clear : code > next) {
        throw image.undecodable();
      }
      int from = string.length;
      int rest = code;
      if (code == next && previous >= 0) {
        string[--from] = first;
        rest = previous;
      }
      while (rest >= clear) {
        if (from <= 1 || rest >= TABLE) {
          throw image.undecodable();
        }
        string[--from] = last[rest];
        rest = before[rest];
      }
      first = (byte) rest;
      string[--from] = first;
      if (previous >= 0 && next < TABLE) {
        last[next] = first;
        before[next] = (short) previous;
        if (next == (1 << size) - 1 && size < LARGEST_CODE) {
          size++;
        }
        next++;
      }
      previous = code;
      int length = Math.min(string.length - from, indices.length - out);
      System.arraycopy(string, from, indices, out, length);
      out += length;
    }
  }

  /// The next code; blocks of at most 255 bytes have their length before them.
  private int code(int size) {
    while (bitCount < size) {
      if (at == blockEnd) {
        if (at >= file.length || file[at] == 0) {
          throw image.truncated();
        }
        blockEnd = at + 1 + Byte.toUnsignedInt(file[at]);
        at++;
        if (blockEnd > file.length) {
          throw image.truncated();
        }
      }
      bits |= Byte.toUnsignedInt(file[at++]) << bitCount;
      bitCount += 8;
    }
    int code = bits & (1 << size) - 1;
    bits >>>= size;
    bitCount -= size;
    return code;
  }

  private static byte[] inOrder(byte[] stored, int width, int height) {
    byte[] rows = new byte[stored.length];
    int in = 0;
    for (int[] pass : PASSES) {
      for (int y = pass[0]; y < height; y += pass[1], in += width) {
        System.arraycopy(stored, in, rows, y * width, width);
      }
    }
    return rows;
  }
}
