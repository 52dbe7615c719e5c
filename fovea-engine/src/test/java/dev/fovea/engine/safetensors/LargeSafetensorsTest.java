package dev.fovea.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeSafetensorsTest {
  @TempDir Path folder;

  @Test
  void filesBeyondTwoGibibytesAreMappedWhole() throws IOException {
    long firstBytes = (3L << 30) + 64; // a hole of the file system: takes no room on disk
    String header =
        String.format(
            Locale.ROOT,
            "{%s,%s}",
            RawSafetensors.entry(
                "first", "BF16", "[" + firstBytes / 2 + "]", "[0," + firstBytes + "]"),
            RawSafetensors.entry(
                "last", "BF16", "[2]", "[" + firstBytes + "," + (firstBytes + 4) + "]"));
    Path file = folder.resolve("large.safetensors");
    long dataStart = Long.BYTES + (long) header.length();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      channel.write(
          ByteBuffer.wrap(
              RawSafetensors.bytes(
                  header.length(), header.getBytes(StandardCharsets.US_ASCII), 0)));
      // -1.5 and 3.140625 in BF16
      ByteBuffer last = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(
          last.putShort((short) 0xbfc0).putShort((short) 0x4049).flip(), dataStart + firstBytes);
    }

    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      TensorEntry first = read.find("first").orElseThrow();
      assertThat(first.elements()).isEqualTo((3L << 29) + 32);
      assertThat(first.data().get(ValueLayout.JAVA_BYTE, firstBytes - 1)).isZero();
      TensorEntry last = read.find("last").orElseThrow();
      assertThat(bf16(last, 0)).isEqualTo(-1.5f);
      assertThat(bf16(last, 1)).isEqualTo(3.140625f);
    }
  }

  private static float bf16(TensorEntry entry, int index) {
    short bits = entry.data().get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * index);
    return Float.intBitsToFloat(bits << 16);
  }
}
