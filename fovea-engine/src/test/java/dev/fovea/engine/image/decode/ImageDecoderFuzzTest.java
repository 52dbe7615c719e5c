package dev.fovea.engine.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.Expectations;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the bytes, the decoder answers with a picture within its limits or a [FoveaException].
class ImageDecoderFuzzTest {
  private static final ImageLimits SMALL = new ImageLimits(1 << 20, 100_000);

  @FuzzTest
  void survives(byte[] bytes) {
    decode(bytes);
  }

  static List<String> files() {
    return Expectations.table("pictures.tsv").map(line -> line[0]).toList();
  }

  /// Single bytes changed at random, in every file of the collection.
  @ParameterizedTest
  @MethodSource("files")
  void survivesChangedBytes(String file) {
    Random random = new Random(file.hashCode());
    byte[] whole = Expectations.bytes(file);
    for (int trial = 0; trial < 40; trial++) {
      byte[] changed = whole.clone();
      for (int i = 0; i <= trial % 4; i++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      decode(changed);
    }
  }

  private static void decode(byte[] bytes) {
    try {
      RgbImage image = ImageDecoder.decode(bytes, "fuzzed", SMALL);
      assertThat(image.rgb().length).isLessThanOrEqualTo(300_000);
    } catch (FoveaException e) {
      assertThat(e.getMessage()).startsWith("fuzzed: ").doesNotContain("\n");
    }
  }
}
