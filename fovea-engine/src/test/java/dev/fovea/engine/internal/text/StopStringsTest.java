package dev.fovea.engine.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StopStringsTest {

  @Test
  void aPossibleBeginningIsHeldBackUntilItIsDecided() {
    StopStrings stops = new StopStrings(List.of("</s>"));
    assertThat(stops.push("one <")).isEqualTo("one ");
    assertThat(stops.push("/b><")).isEqualTo("</b>");
    assertThat(stops.push("/s")).isEmpty();
    assertThat(stops.stopped()).isFalse();
    assertThat(stops.push("> two")).isEmpty();
    assertThat(stops.stopped()).isTrue();
    assertThat(stops.push("three")).isEmpty();
    assertThat(stops.finish()).isEmpty();
  }

  @Test
  void whatWasHeldBackIsShownAtTheEnd() {
    StopStrings stops = new StopStrings(List.of("abc", "bd"));
    assertThat(stops.push("xab")).isEqualTo("x");
    assertThat(stops.finish()).isEqualTo("ab");
    assertThat(stops.stopped()).isFalse();
  }

  @Test
  void ofTwoStopStringsTheOneThatIsCompleteFirstEndsTheText() {
    StopStrings stops = new StopStrings(List.of("abcd", "c", "bc"));
    assertThat(stops.push("xabcd")).isEqualTo("xa");
    assertThat(stops.stopped()).isTrue();
  }

  @Test
  void theCutIntoPiecesMakesNoDifference() {
    Random random = new Random(5);
    for (int round = 0; round < 2_000; round++) {
      List<String> stops = List.of(letters(random, 1 + random.nextInt(4)), letters(random, 3));
      String text = letters(random, random.nextInt(40));
      StopStrings oneByOne = new StopStrings(stops);
      String expected =
          text.chars()
                  .mapToObj(letter -> oneByOne.push(Character.toString(letter)))
                  .collect(Collectors.joining())
              + oneByOne.finish();
      StopStrings inPieces = new StopStrings(stops);
      StringBuilder shown = new StringBuilder();
      for (int at = 0; at < text.length(); ) {
        int to = Math.min(text.length(), at + random.nextInt(6));
        shown.append(inPieces.push(text.substring(at, to)));
        at = to;
      }
      assertThat(shown.append(inPieces.finish())).as("%s in %s", stops, text).hasToString(expected);
      assertThat(inPieces.stopped())
          .isEqualTo(oneByOne.stopped())
          .isEqualTo(stops.stream().anyMatch(text::contains));
    }
  }

  @Test
  void anEmptyStopStringIsRefused() {
    assertThatThrownBy(() -> new StopStrings(List.of("a", "")))
        .isInstanceOf(FoveaException.class)
        .hasMessage("stop strings: expected at least one character in each, found \"\"");
  }

  private static String letters(Random random, int length) {
    return random
        .ints(length, 'a', 'd')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
