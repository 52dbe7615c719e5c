package dev.fovea.engine.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.image.processor.Expectations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A thousand damaged files: what Pillow refuses is refused, and what it decodes is decoded to the
/// same pixels.
class DamageTest {
  /// libwebp looks into the packed transparency of every frame; here the first alone is unpacked.
  private static final List<String> KNOWN = List.of("animated-alpha.webp set 420=55 319=3 refused");

  @Test
  void refusesWhatPillowRefuses() {
    List<String> others =
        Expectations.table("damaged.tsv")
            .filter(row -> !row[2].equals(found(row[0], damaged(row[0], row[1]))))
            .map(row -> String.join(" ", row))
            .toList();
    assertThat(others).containsExactlyInAnyOrderElementsOf(KNOWN);
  }

  private static String found(String file, byte[] bytes) {
    try {
      RgbImage image = ImageDecoder.decode(bytes, "x");
      return file.endsWith(".jpg") ? "accepted" : Expectations.sha256(image.rgb()).substring(0, 16);
    } catch (FoveaException e) {
      assertThat(e.getMessage()).startsWith("x: ").doesNotContain("\n");
      return "refused";
    }
  }

  private static byte[] damaged(String file, String damage) {
    List<String> words = new ArrayList<>(List.of(damage.split(" ")));
    byte[] bytes = Expectations.bytes(file);
    if (words.removeFirst().equals("cut")) {
      return Arrays.copyOf(bytes, Integer.parseInt(words.getFirst()));
    }
    for (String word : words) {
      String[] pair = word.split("=", 2);
      bytes[Integer.parseInt(pair[0])] = (byte) Integer.parseInt(pair[1]);
    }
    return bytes;
  }
}
