package dev.fovea.train.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.file.Sha256;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.scenes.dialogue.Corpus;
import dev.fovea.scenes.language.Lexicon;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.language.TokenCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTrainingTest {
  private static final List<String> CORPUS = Corpus.texts(1, 20_000);

  @TempDir private Path folder;

  @Test
  void theSameTextsGiveTheSameBytes() {
    assertThat(Sha256.hex(TokenizerTraining.train(CORPUS, 1024)))
        .isEqualTo(Sha256.hex(TokenizerTraining.train(Corpus.texts(1, 20_000), 1024)));
  }

  @Test
  void everyWordOfAnAnswerIsOneToken() throws IOException {
    try (Tokenizer tokenizer = open(TokenizerTraining.train(CORPUS, 1024))) {
      Stream.of(QuestionKind.values())
          .flatMap(kind -> kind.answers().stream())
          .flatMap(answer -> Arrays.stream(answer.split(" ", -1)))
          .forEach(word ->
              assertThat(tokens(tokenizer, " " + word)).as(word).containsExactly("Ġ" + word));
      Lexicon.NICKNAMES.forEach(
          name -> assertThat(tokens(tokenizer, " " + name)).containsExactly("Ġ" + name));
    }
  }

  @Test
  void aDialogueHasAsManyTokensAsWordsAndMarks() throws IOException {
    try (Tokenizer tokenizer = open(TokenizerTraining.train(CORPUS, 1024))) {
      int tokens = 0;
      int words = 0;
      for (String text : Corpus.texts(2, 5_000)) {
        tokens += tokenizer.encode(text, false).ids().length;
        words += TokenCount.approximate(text);
      }

      assertThat((double) tokens / words).isBetween(0.98, 1.01);
    }
  }

  @Test
  void theTemplatesWordsCostFiveTokensForAnExchange() throws IOException {
    try (Tokenizer tokenizer = open(TokenizerTraining.train(CORPUS, 1024))) {
      assertThat(tokens(tokenizer, "USER: Is it red? ASSISTANT: red</s>"))
          .startsWith("USER", ":")
          .endsWith("ĠASSISTANT", ":", "Ġred", "</s>");
      assertThat(tokens(tokenizer, "<s>A chat between a user and an assistant about pictures."))
          .hasSize(12);
    }
  }

  @Test
  void textsSurviveBothWays() throws IOException {
    try (Tokenizer tokenizer = open(TokenizerTraining.train(CORPUS, 1024))) {
      for (String text :
          List.of("In this picture, what colour is the star?", "Größe: 3 €\n\"\\\"")) {
        assertThat(tokenizer.decode(tokenizer.encode(text, false).ids(), false)).isEqualTo(text);
      }
      assertThat(tokens(tokenizer, "<image>")).containsExactly("<image>");
      assertThat(tokenizer.id("<pad>")).hasValue(0);
      assertThat(tokenizer.id("<s>")).hasValue(1);
      assertThat(tokenizer.id("</s>")).hasValue(2);
      assertThat(tokenizer.id("<image>")).hasValue(3);
      assertThat(tokenizer.vocabularySize()).isBetween(900, 1024);
    }
  }

  /// Four pairs stand in the texts: `l o` and `o w` five times, `e r` and `w e` twice.
  @Test
  void theMostFrequentPairIsMergedAndTheFirstOfEqualOnes() throws IOException {
    List<String> texts = List.of("low", "low", "low", "lower", "lower");

    try (Tokenizer tokenizer = open(TokenizerTraining.train(texts, 400))) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(264);
      assertThat(
              Stream.of(260, 261, 262, 263).map(id -> tokenizer.token(id).orElseThrow()).toList())
          .containsExactly("lo", "low", "er", "lower");
    }
  }

  @Test
  void tooFewRowsAreRefused() {
    assertThatThrownBy(() -> TokenizerTraining.train(CORPUS, 100))
        .hasMessage("expected at least 260 rows, found 100");
  }

  private Tokenizer open(byte[] json) throws IOException {
    Files.write(folder.resolve("tokenizer.json"), json);
    return Tokenizer.open(folder);
  }

  private static List<String> tokens(Tokenizer tokenizer, String text) {
    return Arrays.stream(tokenizer.encode(text, false).ids())
        .mapToObj(id -> tokenizer.token(id).orElseThrow())
        .toList();
  }
}
