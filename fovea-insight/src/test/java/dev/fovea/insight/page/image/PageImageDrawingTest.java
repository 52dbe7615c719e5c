package dev.fovea.insight.page.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.insight.page.chart.HeatColor;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageImageDrawingTest {

  @Test
  void pixelsSurviveThePage() {
    byte[] rgb = new byte[3 * 17 * 5];
    new Random(1).nextBytes(rgb);
    assertThat(decoded(new RgbImage(17, 5, rgb)).rgb()).isEqualTo(rgb);
  }

  @Test
  void largePicturesAreShrunkInProportion() {
    RgbImage shrunk = decoded(new RgbImage(4000, 1000, new byte[3 * 4000 * 1000]));
    assertThat(shrunk.width()).isEqualTo(1024);
    assertThat(shrunk.height()).isEqualTo(256);
  }

  private static RgbImage decoded(RgbImage image) {
    String uri = PngDataUri.of(image);
    String head = "data:image/png;base64,";
    assertThat(uri).startsWith(head);
    return ImageDecoder.decode(Base64.getDecoder().decode(uri.substring(head.length())), "page");
  }

  @Test
  void heatGrowsLighterWithTheLevel() {
    double before = -1;
    for (int level = 0; level <= 20; level++) {
      int colour = Integer.parseInt(HeatColor.of(level / 20.0).substring(1), 16);
      double lightness =
          0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
      assertThat(lightness).isGreaterThan(before);
      before = lightness;
    }
    assertThat(HeatColor.of(0)).isEqualTo("#000004");
    assertThat(HeatColor.of(1)).isEqualTo("#fcffa4");
  }

  private static double linear(int channel) {
    return Math.pow((channel & 0xFF) / 255.0, 2.2);
  }
}
