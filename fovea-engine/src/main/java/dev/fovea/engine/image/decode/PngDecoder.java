package dev.fovea.engine.image.decode;

import dev.fovea.engine.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/// Reads PNG files: all colour types and depths, interlaced or not.
///
/// As in Pillow, what comes before the samples has to agree with its checksums and the samples with
/// their own; what comes after them may be cut off between two chunks.
final class PngDecoder {
  private static final int SIGNATURE = 8;
  private static final int CHUNK_HEADER = 8; // length, type
  private static final int CHECKSUM = 4;
  private static final int LARGEST_PALETTE = 3 * 256;
  private static final byte INDEXED = 3;

  /// The palette of a file without one: an index past the palette is black, too.
  private static final byte[] BLACK = new byte[3];

  private final EncodedImage image;
  private final ByteBuffer in;
  private final PngNotes notes;
  private final List<ByteBuffer> samples = new ArrayList<>();
  private byte[] header = {};
  private byte[] palette = {};

  private PngDecoder(EncodedImage image) {
    this.image = image;
    in = image.buffer(ByteOrder.BIG_ENDIAN);
    notes = new PngNotes(image);
  }

  static RgbImage decode(EncodedImage image) throws IOException {
    PngDecoder decoder = new PngDecoder(image);
    decoder.readNotesBehind(decoder.readSamples(decoder.readHeader()));
    byte[] plain = decoder.withoutNotes();
    RgbImage stored =
        JdkImages.toRgb(JdkImages.read(image.format(), plain, reader -> reader.read(0)));
    return decoder.notes.orientation().apply(stored);
  }

  /// Reads up to the samples.
  ///
  /// @return where they begin
  private int readHeader() {
    for (int at = SIGNATURE; ; at += CHUNK_HEADER + length(at) + CHECKSUM) {
      String type = type(at);
      if (at == SIGNATURE) {
        if (!type.equals("IHDR") || length(at) != 13) {
          throw image.broken("expected the header chunk IHDR first");
        }
        image.checkSize(
            Integer.toUnsignedLong(in.getInt(at + 8)), Integer.toUnsignedLong(in.getInt(at + 12)));
        header = data(at);
      } else if (type.equals("IDAT")) {
        return at;
      } else if (type.equals("IEND")) {
        throw image.broken("no samples in it");
      } else if (!isName(type)) {
        throw image.broken(String.format(Locale.ROOT, "no chunk begins at byte %d", at));
      }
      byte[] data = data(at);
      checkChecksum(at, data.length);
      if (type.equals("PLTE")) {
        palette = data;
      }
      notes.take(type, data);
    }
  }

  private void checkChecksum(int at, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(image.bytes(), at + 4, 4 + length);
    if ((int) checksum.getValue() != in.getInt(at + CHUNK_HEADER + length)) {
      throw image.broken(String.format(Locale.ROOT, "wrong checksum in the chunk at byte %d", at));
    }
  }

  /// Walks the run of chunks with samples.
  ///
  /// @return where the next chunk begins
  private int readSamples(int first) {
    int at = first;
    while (hasChunk(at) && type(at).equals("IDAT")) {
      samples.add(ByteBuffer.wrap(image.bytes(), at + CHUNK_HEADER, checkedLength(at)));
      at += CHUNK_HEADER + length(at) + CHECKSUM;
    }
    PngSamples.check(image, header, samples);
    return at;
  }

  private void readNotesBehind(int behind) {
    int at = behind;
    while (hasChunk(at) && isName(type(at)) && !type(at).equals("IEND")) {
      byte[] data = data(at);
      notes.take(type(at), data);
      at += CHUNK_HEADER + data.length + CHECKSUM;
    }
  }

  /// The file with nothing but what makes up colours: transparency is dropped anyway, and notes
  /// could unpack to any size.
  private byte[] withoutNotes() {
    if (palette.length > LARGEST_PALETTE) {
      throw image.broken(
          String.format(
              Locale.ROOT,
              "expected a palette of at most %d bytes, found %d",
              LARGEST_PALETTE,
              palette.length));
    }
    boolean indexed = header[9] == INDEXED;
    byte[] colors = palette.length < BLACK.length ? BLACK : palette;
    int length = samples.stream().mapToInt(ByteBuffer::remaining).sum();
    int frames = (indexed ? 4 : 3) * (CHUNK_HEADER + CHECKSUM);
    int data = header.length + (indexed ? colors.length : 0) + length;
    ByteBuffer file = ByteBuffer.allocate(SIGNATURE + frames + data);
    file.put(image.bytes(), 0, SIGNATURE);
    write(file, "IHDR", List.of(ByteBuffer.wrap(header)));
    if (indexed) {
      write(file, "PLTE", List.of(ByteBuffer.wrap(colors)));
    }
    write(file, "IDAT", samples);
    write(file, "IEND", List.of());
    return file.array();
  }

  /// Writes a chunk.
  private static void write(ByteBuffer file, String type, List<ByteBuffer> pieces) {
    int start = file.position();
    file.putInt(pieces.stream().mapToInt(ByteBuffer::remaining).sum());
    file.put(type.getBytes(StandardCharsets.US_ASCII));
    pieces.forEach(piece -> file.put(piece.duplicate()));
    CRC32 checksum = new CRC32();
    checksum.update(file.array(), start + 4, file.position() - start - 4);
    file.putInt((int) checksum.getValue());
  }

  private static boolean isName(String type) {
    return type.matches("\\w{4}");
  }

  private boolean hasChunk(int at) {
    return at <= image.bytes().length - CHUNK_HEADER;
  }

  private int length(int at) {
    return in.getInt(at);
  }

  private String type(int at) {
    return ImageFormat.ascii(image.bytes(), at + 4, 4);
  }

  private byte[] data(int at) {
    int from = at + CHUNK_HEADER;
    return Arrays.copyOfRange(image.bytes(), from, from + checkedLength(at));
  }

  private int checkedLength(int at) {
    int length = length(at);
    if (length < 0 || length > image.bytes().length - CHUNK_HEADER - at) {
      throw image.truncated();
    }
    return length;
  }
}
