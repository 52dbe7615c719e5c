package dev.fovea.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.safetensors.SafetensorsWriter.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsRoundTripTest {
  @TempDir Path folder;

  @Test
  void everyDtypeComesBackByteForByteAndAligned() {
    Random random = new Random(7);
    List<Tensor> tensors = new ArrayList<>();
    Map<String, byte[]> written = new HashMap<>();
    for (DType dtype : DType.values()) {
      byte[] bytes = new byte[16 * dtype.bits() / 8];
      random.nextBytes(bytes);
      written.put("x." + dtype, bytes);
      tensors.add(Tensor.of("x." + dtype, dtype, List.of(4L, 4L), MemorySegment.ofArray(bytes)));
    }
    Path file = folder.resolve("all.safetensors");
    SafetensorsWriter.write(file, Map.of("format", "pt"), tensors.reversed());

    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(read.metadata()).containsExactlyEntriesOf(Map.of("format", "pt"));
      assertThat(read.tensors()).hasSize(22);
      for (DType dtype : DType.values()) {
        TensorEntry entry = read.find("x." + dtype).orElseThrow();
        assertThat(entry.dtype()).isEqualTo(dtype);
        assertThat(entry.sizes()).containsExactly(4, 4);
        assertThat(entry.elements()).isEqualTo(16);
        assertThat(entry.data().toArray(ValueLayout.JAVA_BYTE))
            .isEqualTo(written.get(entry.name()));
        assertThat(entry.data().address() % dtype.bytes()).isZero();
        assertThat(entry.data().isReadOnly()).isTrue();
      }
    }
  }

  @Test
  void scalarsEmptyTensorsAndFloatArraysComeBack() {
    Path file = folder.resolve("shapes.safetensors");
    float[] floats = new float[400_000];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = i * 0.5f;
    }
    SafetensorsWriter.write(
        file,
        Map.of(),
        List.of(
            Tensor.of("scalar", DType.I64, List.of(), MemorySegment.ofArray(new long[] {-3})),
            Tensor.of("empty", DType.F16, List.of(2L, 0L), MemorySegment.ofArray(new short[0])),
            Tensor.of("many", DType.F32, List.of(400_000L), MemorySegment.ofArray(floats))));

    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      TensorEntry scalar = read.find("scalar").orElseThrow();
      assertThat(scalar.elements()).isEqualTo(1);
      assertThat(scalar.data().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(-3);
      assertThat(read.find("empty").orElseThrow().elements()).isZero();
      assertThat(read.find("many").orElseThrow().data().toArray(ValueLayout.JAVA_FLOAT))
          .isEqualTo(floats);
      assertThat(read.find("other")).isEmpty();
    }
  }

  @Test
  void nothingIsLeftOfAWriteThatFails() throws IOException {
    Path file = folder.resolve("broken.safetensors");
    Files.writeString(file, "old");
    Tensor tooShort = Tensor.of("x", DType.F32, List.of(4L), MemorySegment.ofArray(new float[3]));

    assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of(), List.of(tooShort)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor x: expected 16 bytes for F32 of shape [4], found 12");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
    assertThat(file).hasContent("old");
  }

  @Test
  void closedFilesRefuseToBeRead() {
    Path file = folder.resolve("closed.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of(),
        List.of(Tensor.of("x", DType.U8, List.of(1L), MemorySegment.ofArray(new byte[] {1}))));
    SafetensorsFile read = SafetensorsFile.open(file);
    TensorEntry entry = read.find("x").orElseThrow();
    read.close();

    assertThatThrownBy(() -> entry.data().get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }
}
