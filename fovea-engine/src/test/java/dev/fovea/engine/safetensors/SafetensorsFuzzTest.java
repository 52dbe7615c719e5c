package dev.fovea.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fovea.engine.error.FoveaException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFuzzTest {
  @TempDir static Path folder;

  /// Whatever the bytes, a file is read in full or refused in one line. Run with `JAZZER_FUZZ=1` to
  /// search for bytes that do otherwise; an ordinary test run replays the seeds beside this class.
  @FuzzTest(maxDuration = "1m")
  void readsOrRefuses(byte[] bytes) {
    Path path = RawSafetensors.write(folder.resolve("x.safetensors"), bytes);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      long total = 0;
      for (TensorEntry entry : file.tensors().values()) {
        long size = entry.data().byteSize();
        assertThat(entry.elements() * entry.dtype().bits()).isEqualTo(8 * size);
        total += size;
        if (size > 0) {
          entry.data().get(ValueLayout.JAVA_BYTE, size - 1);
        }
      }
      assertThat(total).isLessThan(bytes.length);
    } catch (FoveaException e) {
      assertThat(e.getMessage()).hasLineCount(1).contains("x.safetensors");
    }
  }
}
