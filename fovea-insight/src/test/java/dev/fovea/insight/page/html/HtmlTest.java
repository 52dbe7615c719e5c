package dev.fovea.insight.page.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {

  @Test
  void markupBecomesText() {
    assertThat(Html.text("<a href=\"x\" title='y'>&amp;</a>"))
        .isEqualTo("&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
  }

  @Test
  void lettersMarksAndPictographsStayAsTheyAre() {
    String text = "Zoë 日本語 हि cafe\u0301 👩\u200D🚀\tx\ny שלום";
    assertThat(Html.text(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0000, ␀",
    "0007, ␇",
    "000D, ␍",
    "007F, �",
    "0085, �",
    "D800, �",
    "DC00, �",
    "FFFE, �",
    "FDD0, �",
    "202E, [U+202E]",
    "2066, [U+2066]",
    "200B, [U+200B]",
    "FEFF, [U+FEFF]",
    "2028, [U+2028]"
  })
  void whatAPageCannotHoldOrWouldHideIsShownBySign(String point, String shown) {
    char character = (char) Integer.parseInt(point, 16);
    assertThat(Html.text("a" + character + "b")).isEqualTo("a" + shown + "b");
  }
}
