package dev.fovea.engine.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.Expectations;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every picture of the collection has the very bytes that Pillow makes of it.
class ImageDecoderTest {

  static Stream<String[]> pictures() {
    return Expectations.table("pictures.tsv");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pictures")
  void decodesAsPillowDoes(String file, int width, int height, String sha256) {
    RgbImage image = ImageDecoder.decode(Expectations.picture(file));
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
    assertThat(Expectations.sha256(image.rgb())).isEqualTo(sha256);
  }

  @Test
  void turnsAPhotographAsPillowDoes() {
    for (String fixture : new String[] {"llava", "llava-spm"}) {
      Path folder = Expectations.FIXTURES.resolve(fixture).resolve("reference");
      assertThat(ImageDecoder.decode(folder.resolve("exif6.jpg")).rgb())
          .isEqualTo(ImageDecoder.decode(folder.resolve("exif6.decoded.png")).rgb());
    }
  }
}
