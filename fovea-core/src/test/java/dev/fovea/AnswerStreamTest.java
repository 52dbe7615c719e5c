package dev.fovea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.answer.Answer.Finish;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Answers piece by piece.
class AnswerStreamTest {
  private static final Prompt PROMPT = Models.aboutTheBook("Which boat came late?");
  private static final AskOptions TWENTY = Models.tokens(20, Pruning.byDefault());

  private static Fovea fovea;

  @BeforeAll
  static void load() {
    fovea = Models.load("llava");
  }

  @AfterAll
  static void close() {
    fovea.close();
  }

  @Test
  void thePiecesJoinedAreTheText() {
    PrunedAnswer expected = fovea.ask(PROMPT, TWENTY);
    List<String> pieces = new ArrayList<>();
    try (AnswerStream stream = fovea.stream(PROMPT, TWENTY)) {
      stream.forEach(pieces::add);

      FoveaTest.same(stream.answer(), expected);
      FoveaTest.same(stream.answer(), expected);
    }
    assertThat(pieces).hasSizeGreaterThan(5).doesNotContain("");
    assertThat(String.join("", pieces)).isEqualTo(expected.answer().text());
    try (AnswerStream answer = fovea.stream(PROMPT, TWENTY);
        Stream<String> stream = answer.stream()) {
      assertThat(stream.toList()).isEqualTo(pieces);
    }
  }

  @Test
  void theAnswerCanBeHadWithoutThePieces() {
    try (AnswerStream stream = fovea.stream(PROMPT, TWENTY)) {
      FoveaTest.same(stream.answer(), fovea.ask(PROMPT, TWENTY));
      assertThat(stream.iterator().hasNext()).isFalse();
    }
  }

  @Test
  void thePiecesComeOnce() {
    try (AnswerStream stream = fovea.stream(PROMPT, TWENTY)) {
      Iterator<String> pieces = stream.iterator();
      assertThat(pieces.hasNext()).isTrue();
      assertThatThrownBy(stream::iterator)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the pieces of an answer can be gone through once");
      assertThatThrownBy(stream::stream).isInstanceOf(IllegalStateException.class);
      pieces.forEachRemaining(_ -> {});
      assertThatThrownBy(pieces::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void closingEarlyCancels() {
    AskOptions long_ = Models.tokens(3000, Pruning.byDefault());
    AnswerStream stream = fovea.stream(PROMPT, long_);
    String first = stream.iterator().next();

    stream.close();
    stream.close();

    assertThat(answering()).isEmpty();
    PrunedAnswer answer = stream.answer();
    assertThat(answer.answer().finish()).isEqualTo(Finish.CANCELLED);
    assertThat(answer.answer().text()).startsWith(first);
    assertThat(answer.answer().tokens()).hasSizeLessThan(3000);
  }

  @Test
  void closingTheJavaStreamCancelsToo() {
    AnswerStream answer = fovea.stream(PROMPT, Models.tokens(3000, Pruning.off()));
    try (Stream<String> stream = answer.stream()) {
      assertThat(stream.limit(2).toList()).hasSize(2);
    }
    assertThat(answering()).isEmpty();
    assertThat(answer.answer().answer().finish()).isEqualTo(Finish.CANCELLED);
  }

  /// The answering thread waits for what only its interruption can end.
  @Test
  void closingBeforeTheFirstTokenLeavesNoAnswer() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AskOptions waiting =
        AskOptions.builder()
            .generation(options -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return options;
            })
            .build();
    AnswerStream stream = fovea.stream(PROMPT, waiting);
    begun.await();

    stream.close();

    assertThat(answering()).isEmpty();
    assertThat(stream.iterator().hasNext()).isFalse();
    assertThatThrownBy(stream::answer).isInstanceOf(CancellationException.class);
  }

  @Test
  void whatFailsComesOutOfTheIterator() {
    Prompt typed = Prompt.builder().question("What is <image>?").build();
    try (AnswerStream stream = fovea.stream(typed)) {
      Iterator<String> pieces = stream.iterator();
      assertThatThrownBy(pieces::hasNext)
          .isInstanceOf(FoveaException.class)
          .hasMessageContaining("<image>");
      assertThatThrownBy(stream::answer).isInstanceOf(FoveaException.class);
    }
  }

  @Test
  void aReaderThatIsInterruptedStopsWaiting() {
    try (AnswerStream stream = fovea.stream(PROMPT, Models.tokens(3000, Pruning.off()))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(stream::answer).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static List<Thread> answering() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("fovea-answer"))
        .toList();
  }
}
