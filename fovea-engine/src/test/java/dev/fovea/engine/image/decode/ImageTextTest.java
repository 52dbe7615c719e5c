package dev.fovea.engine.image.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTextTest {
  /// Bytes whose base64 has both characters that the two alphabets write differently.
  private static final byte[] BYTES = {(byte) 0xfb, (byte) 0xff, (byte) 0xbe, 1};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:image/png;base64,+/++AQ==",
        "data:image/png;charset=utf-8;base64,+/++AQ==",
        "DATA:IMAGE/PNG;BASE64,+/++AQ==",
        "data:;base64,+/++AQ==",
        "data:text/plain;base64,+/++AQ==",
        " data:image/png;base64,+/++AQ==\n",
        "data:image/png;base64,+/++AQ",
        "data:image/png;base64,-_--AQ==",
        "data:image/png;base64,-_--AQ",
        "data:image/png;base64,+/+\r\n+AQ\n==",
        "data:image/png;base64, +/++ AQ==",
        "data:image/png;base64,%2B%2f%2B%2BAQ%3D%3D",
      })
  void everyWayOfWritingTheSameBytesIsRead(String url) {
    assertThat(ImageText.isDataUrl(url)).isTrue();
    assertThat(ImageText.dataUrl(url, "image")).isEqualTo(BYTES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data:image/png;base64 | here: expected data:image/...;base64,..., found no comma",
        "data:image/png,AAAA | here: expected data:image/...;base64,..., found none that is marked"
            + " base64",
        "data:image/png;base64, | here: expected a picture in base64, found no bytes",
        "data:image/png;base64,=== | here: expected a picture in base64, found no bytes",
        "data:image/png;base64,AA!A | here: expected base64, found the character U+0021 among its"
            + " first 3",
        "data:image/png;base64,AAAAA | here: expected base64, found 5 digits, with which none ends",
        "data:image/png;base64,AA=A | here: expected base64, found the character U+003D among its"
            + " first 3",
      })
  void aBrokenOneIsToldInOneLine(String url, String message) {
    assertThatThrownBy(() -> ImageText.dataUrl(url, "here"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  @Test
  void bareBase64IsTakenForAPictureByItsBytesOnly() {
    byte[] png = "\u0089PNG\r\n\u001a\n and so on".getBytes(ISO_8859_1);
    String text = Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(png);

    assertThat(ImageText.picture(text)).hasValue(png);
    assertThat(ImageText.picture(Base64.getEncoder().encodeToString(new byte[64]))).isEmpty();
    assertThat(ImageText.picture("images/a-very-long-name-of-a-picture.png")).isEmpty();
    assertThat(ImageText.picture("photo.png")).isEmpty();
    assertThat(ImageText.picture("data:")).isEmpty();
  }
}
