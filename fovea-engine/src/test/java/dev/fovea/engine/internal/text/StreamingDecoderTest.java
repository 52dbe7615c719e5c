package dev.fovea.engine.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingDecoderTest {

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-spm"})
  void randomIdsStreamToTheDecodedWhole(String name) {
    try (Tokenizer tokenizer = Tokenizer.open(Fixture.of(name).folder())) {
      Random random = new Random(11);
      int rows = tokenizer.vocabularySize() + 4;
      int[] bytes = IntStream.range(0, rows).filter(id -> isOneByteOfMany(tokenizer, id)).toArray();
      for (int round = 0; round < 600; round++) {
        int share = random.nextInt(4); // how much of it is pieces of characters
        int[] ids =
            random
                .ints(1 + random.nextInt(40), 0, rows)
                .map(id -> random.nextInt(3) < share ? bytes[id % bytes.length] : id)
                .toArray();
        assertStreamsToTheWhole(tokenizer, ids);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llava-spm"})
  void textInManyScriptsStreamsToTheDecodedWholeAndSoonAfterEachCharacter(String name) {
    try (Tokenizer tokenizer = Tokenizer.open(Fixture.of(name).folder())) {
      String text = " Zoë 🙂👩‍🚀 日本語, café \uFFFD x  y\n".repeat(50);
      int[] ids = tokenizer.encode(text, false).ids();
      List<String> pieces = assertStreamsToTheWhole(tokenizer, ids);
      assertThat(pieces).allMatch(piece -> piece.length() < 10);
    }
  }

  @Test
  void bytesOfACharacterAreHeldBackUntilItIsWhole() {
    try (Tokenizer tokenizer = Tokenizer.open(Fixture.of("llava").folder())) {
      int[] ids = tokenizer.encode("é!", false).ids();
      assertThat(stream(tokenizer, ids)).containsExactly("", "é", "!", "");
    }
  }

  @Test
  void aRunOfByteTokensIsHeldBackUntilItEnds() {
    try (Tokenizer tokenizer = Tokenizer.open(Fixture.of("llava-spm").folder())) {
      int first = tokenizer.id("<0xC3>").orElseThrow();
      int second = tokenizer.id("<0xA9>").orElseThrow();
      int letter = tokenizer.id("a").orElseThrow();
      assertThat(stream(tokenizer, first, second, letter)).containsExactly("", "", "éa", "");
      assertThat(stream(tokenizer, first, second, first, letter))
          .containsExactly("", "", "", "\uFFFD\uFFFD\uFFFDa", "");
      assertThat(stream(tokenizer, letter, first, second)).containsExactly("a", "", "", "é");
    }
  }

  private static boolean isOneByteOfMany(Tokenizer tokenizer, int id) {
    String text = tokenizer.decode(new int[] {id}, true);
    return text.equals("\uFFFD") || tokenizer.token(id).orElse("").startsWith("<0x");
  }

  private static List<String> assertStreamsToTheWhole(Tokenizer tokenizer, int[] ids) {
    List<String> pieces = stream(tokenizer, ids);
    assertThat(String.join("", pieces)).isEqualTo(tokenizer.decode(ids, true));
    return pieces;
  }

  private static List<String> stream(Tokenizer tokenizer, int... ids) {
    StreamingDecoder decoder = new StreamingDecoder(tokenizer);
    List<String> pieces = new ArrayList<>();
    for (int id : ids) {
      pieces.add(decoder.push(id));
    }
    pieces.add(decoder.finish());
    return pieces;
  }
}
