package dev.fovea.insight.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.insight.validity.WorthContext.Sentence;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorthReaderTest {
  private static final RgbImage DOT = new RgbImage(1, 1, new byte[3]);
  private static final List<?> SENTENCES =
      List.of(
          Map.of("text", " The green boat came late. ", "worth", "needed"),
          Map.of("text", "The wind stood in the west.", "worth", "filler"));

  @Test
  void anObjectIsOneContextAndAListSeveral() {
    Map<String, ?> object =
        Map.of("question", "Which?", "sentences", SENTENCES, "images", List.of("a.png"));

    WorthContext context = WorthReader.read(object, name -> DOT).getFirst();

    assertThat(context.text()).isEqualTo("The green boat came late. The wind stood in the west.");
    assertThat(context.sentences())
        .extracting(Sentence::worth)
        .containsExactly(Worth.NEEDED, Worth.FILLER);
    assertThat(context.images()).singleElement().matches(image -> image.name().equals("a.png"));
    assertThat(WorthReader.read(List.of(object, object), name -> DOT)).hasSize(2);
  }

  @Test
  void whatIsWrongIsNamedWithItsPlace() {
    assertRefusal(List.of(), "expected at least one context, found an empty list");
    assertRefusal("text", "expected an object, found text");
    assertRefusal(Map.of("sentences", SENTENCES), "question: expected a string, found nothing");
    assertRefusal(
        List.of(
            Map.of("question", "?", "sentences", List.of(Map.of("text", "a", "worth", "gold")))),
        "[0].sentences[0].worth: expected needed, filler, misleading, found gold");
    assertRefusal(
        Map.of("question", "?", "sentences", List.of(Map.of("text", " ", "worth", "needed"))),
        "sentences[0].text: expected some text, found none");
    assertRefusal(
        Map.of("question", "?", "sentences", SENTENCES.subList(0, 1)),
        "sentences: expected at least one that is needed and one that is not, found 1 needed of 1");
  }

  private static void assertRefusal(Object json, String message) {
    assertThatThrownBy(() -> WorthReader.read(json, name -> DOT))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }
}
