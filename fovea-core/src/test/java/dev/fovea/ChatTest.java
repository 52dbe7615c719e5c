package dev.fovea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.answer.Answer.Finish;
import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Message.Role;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several questions about the same images and text.
class ChatTest {
  private static final String FIRST = "Which boat came late?";
  private static final String SECOND = "What did the red one bring?";
  private static final String THIRD = "And who wrote it down?";

  /// Of qwen3_vl the decoder needs the deep features of every image again.
  @ParameterizedTest
  @ValueSource(strings = {"builtin", "llava", "qwen2_vl", "qwen3_vl"})
  void everyQuestionIsAnsweredAsTheWholeConversation(String model) {
    try (Fovea fovea = Models.load(model)) {
      for (Pruning pruning : List.of(Pruning.off(), Pruning.rate(0.3))) {
        AskOptions options = AskOptions.builder().maxTokens(6).pruning(pruning).build();
        try (Chat chat =
            fovea
                .chat()
                .system("Be short.")
                .image(Models.picture("tall.png"))
                .image(Models.image("wide.png"))
                .context(Models.BOOK)
                .options(options)
                .start()) {
          PrunedAnswer first = chat.ask(FIRST);
          PrunedAnswer second = chat.ask(SECOND);
          PrunedAnswer third = chat.ask(THIRD);

          FoveaTest.same(first, fovea.ask(conversation(FIRST), options));
          FoveaTest.same(second, fovea.ask(conversation(FIRST, first.text(), SECOND), options));
          FoveaTest.same(
              third,
              fovea.ask(conversation(FIRST, first.text(), SECOND, second.text(), THIRD), options));
        }
      }
    }
  }

  /// Questions and answers in turn.
  private static Prompt conversation(String... said) {
    List<Message> messages = new ArrayList<>();
    messages.add(new Message(Role.SYSTEM, List.of(new Part.Text("Be short."))));
    messages.add(
        new Message(
            Role.USER,
            List.of(
                new Part.Image("tall.png", Models.image("tall.png")),
                new Part.Image("wide.png", Models.image("wide.png")),
                new Part.Context(Models.BOOK + "\n"),
                new Part.Text(said[0]))));
    for (int i = 1; i < said.length; i++) {
      messages.add(
          new Message(i % 2 == 0 ? Role.USER : Role.ASSISTANT, List.of(new Part.Text(said[i]))));
    }
    return new Prompt(messages);
  }

  @Test
  void imagesAreSeenBeforeTheFirstQuestion() {
    try (Fovea fovea = Models.load("llava");
        Chat chat = fovea.chat().image(Models.picture("tall.png")).start()) {
      for (String question : List.of(FIRST, SECOND)) {
        PrunedAnswer.Timings timings = chat.ask(question).timings();
        assertThat(timings.preprocess()).isZero();
        assertThat(timings.vision()).isZero();
      }
    }
  }

  /// Which of the book is dropped is decided anew, from all of it.
  @Test
  void textThatWasDroppedComesBack() {
    Pruning byQuestion = Pruning.rate(0.5).with("queries=question", "what=text");
    AskOptions options = AskOptions.builder().maxTokens(4).pruning(byQuestion).build();
    try (Fovea fovea = Models.load("llava");
        Chat chat =
            fovea
                .chat()
                .image(Models.picture("tall.png"))
                .context(Models.BOOK)
                .options(options)
                .start()) {
      List<Integer> first = Models.kept(chat.ask(FIRST));
      PrunedAnswer answered = chat.ask(SECOND);

      List<Integer> back = new ArrayList<>(Models.kept(answered));
      back.removeAll(first);
      PromptLayout before = fovea.engine().layout(Models.aboutTheBook(FIRST));
      List<Integer> book = IntStream.of(before.positions(TokenRole.CONTEXT)).boxed().toList();
      assertThat(back).containsAnyElementsOf(book);
      assertThat(answered.trace().counts().prompt()).isGreaterThan(before.size());
    }
  }

  @Test
  void whatWasCancelledOrFailedIsNotRemembered() {
    AskOptions options = Models.tokens(3000, Pruning.off());
    try (Fovea fovea = Models.load("llava");
        Chat chat = fovea.chat().context(Models.BOOK).options(options).start()) {
      try (AnswerStream cancelled = chat.stream(FIRST)) {
        assertThat(cancelled.iterator().next()).isNotEmpty();
        cancelled.close();
        assertThat(cancelled.answer().answer().finish()).isEqualTo(Finish.CANCELLED);
      }
      assertThat(chat.messages()).isEmpty();
      assertThatThrownBy(() -> chat.ask("What is <image>?")).isInstanceOf(FoveaException.class);
      assertThat(chat.messages()).isEmpty();
    }
  }

  @Test
  void messagesAreWhatWasSaid() {
    AskOptions options = AskOptions.builder().maxTokens(4).build();
    try (Fovea fovea = Models.load("llava");
        Chat chat = fovea.chat().context(Models.BOOK).options(options).start();
        AnswerStream stream = chat.stream(FIRST)) {
      String answer = stream.answer().text();
      assertThat(chat.messages())
          .containsExactly(
              new Message(
                  Role.USER, List.of(new Part.Context(Models.BOOK + "\n"), new Part.Text(FIRST))),
              new Message(Role.ASSISTANT, List.of(new Part.Text(answer))));
    }
  }

  /// Each is in the conversation that the next is asked in.
  @Test
  void questionsAreAnsweredInTheOrderOfAsking() {
    AskOptions options = Models.tokens(3, Pruning.off());
    try (Fovea fovea = Models.load("llava");
        Chat chat = fovea.chat().options(options).start()) {
      List<AnswerStream> streams = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        streams.add(chat.stream("Question " + i + "?"));
      }
      streams.get(3).close();
      chat.ask("Question 8?");

      List<Part> asked =
          chat.messages().stream()
              .filter(message -> message.role() == Role.USER)
              .map(message -> message.parts().getFirst())
              .toList();
      List<Part> expected = new ArrayList<>();
      for (int i = 0; i <= 8; i++) {
        expected.add(new Part.Text("Question " + i + "?"));
      }
      if (asked.size() == 8) {
        expected.remove(3); // closed before it was answered
      }
      assertThat(asked).isEqualTo(expected);
      streams.forEach(AnswerStream::close);
    }
  }

  @Test
  void aClosedChatIsRefused() {
    try (Fovea fovea = Models.load("llava")) {
      Chat chat = fovea.chat().image(Models.picture("tall.png")).start();
      chat.close();
      chat.close();
      assertThatThrownBy(() -> chat.ask(FIRST))
          .isInstanceOf(ClosedException.class)
          .hasMessage("the chat is closed");
      assertThatThrownBy(() -> chat.stream(FIRST)).isInstanceOf(ClosedException.class);
      assertThat(fovea.ask(Models.aboutTheBook(FIRST)).answer().tokens()).isNotEmpty();
    }
  }
}
