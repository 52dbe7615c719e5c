package dev.fovea.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RgbImageTest {
  /// Two rows of three pixels, each pixel of three equal samples.
  private static final RgbImage SIX = gray(3, 2, 1, 2, 3, 4, 5, 6);

  @Test
  void cropsARectangle() {
    assertSame(SIX.crop(1, 0, 2, 2), gray(2, 2, 2, 3, 5, 6));
    assertSame(SIX.crop(2, 1, 1, 1), gray(1, 1, 6));
    assertSame(SIX.crop(0, 0, 3, 2), SIX);
  }

  @Test
  void liesOnACanvasOfOneColour() {
    assertSame(
        SIX.padded(1, 2, 5, 4, 0x090909),
        gray(5, 4, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 3, 9, 9, 4, 5, 6, 9));
    RgbImage colored = gray(1, 1, 7).padded(0, 0, 2, 1, 0xff8001);
    assertThat(colored.rgb()).containsExactly(7, 7, 7, 255, 128, 1);
    assertSame(gray(1, 1, 7).padded(0, 1, 1, 2, 0), gray(1, 2, 0, 7));
  }

  @Test
  void acceptsNoRectangleBeyondItsEdges() {
    assertThatThrownBy(() -> SIX.crop(1, 0, 3, 1))
        .hasMessage("expected a rectangle in 3 x 2, found 3 x 1 at 1, 0");
    assertThatThrownBy(() -> SIX.crop(0, -1, 1, 1))
        .hasMessage("expected a rectangle in 3 x 2, found 1 x 1 at 0, -1");
    assertThatThrownBy(() -> SIX.padded(1, 0, 3, 2, 0))
        .hasMessage("expected a canvas around 3 x 2 at 1, 0, found 3 x 2");
  }

  private static void assertSame(RgbImage found, RgbImage expected) {
    assertThat(found.width()).isEqualTo(expected.width());
    assertThat(found.height()).isEqualTo(expected.height());
    assertThat(found.rgb()).containsExactly(expected.rgb());
  }

  private static RgbImage gray(int width, int height, int... levels) {
    byte[] rgb = new byte[3 * levels.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) levels[i / 3];
    }
    return new RgbImage(width, height, rgb);
  }
}
