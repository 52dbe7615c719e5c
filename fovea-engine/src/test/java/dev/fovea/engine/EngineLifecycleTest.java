package dev.fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.Answer.Finish;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.gradient.Saliency;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.record.ForwardRecord;
import dev.fovea.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that is public, in any order: what cannot be done says so in a line.
class EngineLifecycleTest {
  private static final Prompt PROMPT = Fixtures.prompt("llava", "one_image");
  private static final GenerationOptions SHORT = GenerationOptions.greedy(3);
  private static final List<Integer> ANSWER = List.of(258, 327, 187);

  private static Engine engine() {
    return Fixtures.engine("llava");
  }

  private static void assertClosed(String what, Map<String, ThrowingCallable> calls) {
    calls.forEach((name, call) ->
        assertThatThrownBy(call)
            .as(name)
            .isExactlyInstanceOf(ClosedException.class)
            .hasMessage(what + " is closed"));
  }

  @Test
  void closingTwiceIsClosingOnce() {
    Engine engine = engine();
    PreparedPrompt prompt = engine.prepare(PROMPT);
    Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, 3);
    Tokenizer tokenizer = Tokenizer.open(Fixtures.folder("llava"));
    Weights weights = Weights.open(Fixtures.folder("llava"));

    for (int i = 0; i < 2; i++) {
      sequence.close();
      prompt.close();
      engine.close();
      tokenizer.close();
      weights.close();
    }

    assertThatThrownBy(() -> engine.ask(PROMPT, SHORT)).hasMessage("the engine is closed");
  }

  @Test
  void aClosedEngineRefusesEveryCall() {
    Engine engine = engine();
    PreparedPrompt prompt = engine.prepare(PROMPT);
    Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, 3);
    PromptLayout layout = prompt.layout();
    var inputs = engine.inputs(PROMPT);
    engine.close();

    assertClosed(
        "the engine",
        Map.ofEntries(
            Map.entry("ask", () -> engine.ask(PROMPT, SHORT)),
            Map.entry("inputs", () -> engine.inputs(PROMPT)),
            Map.entry("layout", () -> engine.layout(PROMPT)),
            Map.entry("prepare", () -> engine.prepare(PROMPT)),
            Map.entry("prepare a layout", () -> engine.prepare(layout, inputs)),
            Map.entry("prefill", () -> engine.prefill(prompt, PrefillObserver.NONE, 1)),
            Map.entry("observe", () -> engine.observe(prompt, PrefillObserver.NONE, 1)),
            Map.entry("generate", () -> engine.generate(sequence, SHORT, AnswerListener.SILENT)),
            Map.entry("append", () -> sequence.append(1)),
            Map.entry("logits", sequence::logits),
            Map.entry("cache bytes", sequence::cacheBytes),
            Map.entry("embeddings", prompt::embeddings),
            Map.entry("deep features", prompt::deepFeatures),
            Map.entry("select", () -> prompt.select(new int[] {0, 1}, PositionRule.RENUMBER)),
            Map.entry("with layout", () -> prompt.withLayout(layout)),
            Map.entry("features", () -> engine.model().features(inputs)),
            Map.entry("weight bytes", () -> engine.model().weightBytes()),
            Map.entry("embed", () -> engine.model().text().embed(new int[] {1})),
            Map.entry("record", () -> ForwardRecord.of(engine.model().text(), prompt, false)),
            Map.entry("saliency", () -> Saliency.of(engine.model().text(), prompt, 7))));
    assertClosed(
        "the tokenizer",
        Map.of(
            "encode", () -> engine.tokenizer().encode("a", false),
            "decode", () -> engine.tokenizer().decode(new int[] {1}, false)));
    sequence.close();
    prompt.close();
    assertThat(engine.info().name()).isEqualTo("llava");
    assertThat(sequence.layout().size()).isEqualTo(layout.size());
  }

  @Test
  void closingTheModelClosesTheEngine() {
    try (Engine engine = engine()) {
      engine.model().close();

      assertClosed("the engine", Map.of("ask", () -> engine.ask(PROMPT, SHORT)));
    }
  }

  @Test
  void aClosedSequenceAndAClosedPromptRefuseEveryCall() {
    try (Engine engine = engine()) {
      PreparedPrompt prompt = engine.prepare(PROMPT);
      Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, 3);
      PreparedPrompt some = prompt.select(new int[] {0, 1, 2}, PositionRule.KEEP);
      prompt.close();
      sequence.close();

      assertClosed(
          "the sequence",
          Map.of(
              "append", () -> sequence.append(1),
              "logits", sequence::logits,
              "length", sequence::length,
              "cache bytes", sequence::cacheBytes,
              "generate", () -> engine.generate(sequence, SHORT, AnswerListener.SILENT)));
      assertClosed(
          "the prompt",
          Map.of(
              "prefill", () -> engine.prefill(prompt, PrefillObserver.NONE, 1),
              "observe", () -> engine.observe(prompt, PrefillObserver.NONE, 1),
              "embeddings", prompt::embeddings,
              "deep features", prompt::deepFeatures,
              "select", () -> prompt.select(new int[] {0}, PositionRule.KEEP),
              "with layout", () -> prompt.withLayout(prompt.layout())));
      engine.prefill(some, PrefillObserver.NONE, 1).close();
      some.close();
      assertThat(engine.ask(PROMPT, SHORT).tokens()).isEqualTo(ANSWER);
    }
  }

  @Test
  void theViewOfALayerEndsWithTheCallOfTheObserver() {
    List<LayerView> views = new ArrayList<>();
    try (Engine engine = engine();
        PreparedPrompt prompt = engine.prepare(PROMPT)) {
      engine.observe(prompt, views::add, 2);
    }

    LayerView view = views.getLast();
    assertThat(view.index()).isEqualTo(1);
    try (Engine engine = engine();
        PreparedPrompt prompt = engine.prepare(PROMPT)) {
      engine.observe(prompt, views::add, 2);
      assertClosed(
          "the view of layer 1",
          Map.of(
              "hidden", () -> views.getLast().hidden(),
              "attention", () -> views.getLast().attention(),
              "received", () -> views.getLast().receivedFromAll()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 352, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void onlyTokensOfTheVocabularyCanBeAppended(int token) {
    try (Engine engine = engine();
        PreparedPrompt prompt = engine.prepare(PROMPT);
        Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, 3)) {
      assertThatThrownBy(() -> sequence.append(token))
          .isExactlyInstanceOf(FoveaException.class)
          .hasMessage("token " + token + ": expected an id of the model's vocabulary, 0 to 351");
      assertThatThrownBy(() -> Saliency.of(engine.model().text(), prompt, token))
          .hasMessage("token " + token + ": expected an id of the model's vocabulary, 0 to 351");

      assertThat(engine.generate(sequence, SHORT, AnswerListener.SILENT).tokens())
          .isEqualTo(ANSWER);
    }
  }

  @Test
  void anAnswerEndsAtTheLatestWhereTheContextDoes() {
    Prompt prompt =
        new Prompt(
            List.of(new Message(Message.Role.USER, List.of(new Part.Text("boat ".repeat(4000))))));
    GenerationOptions endless = GenerationOptions.greedy(Integer.MAX_VALUE);
    try (Engine engine = engine();
        PreparedPrompt prepared = engine.prepare(prompt);
        Sequence sequence = engine.prefill(prepared, PrefillObserver.NONE, Integer.MAX_VALUE)) {
      int room = 4096 - prepared.length();
      assertThat(room).isBetween(1, 95);

      Answer answer =
          engine.generate(sequence, endless.withEndTokens(List.of(-1)), AnswerListener.SILENT);

      assertThat(answer.tokens()).hasSize(room);
      assertThat(answer.finish()).isEqualTo(Finish.LENGTH);
    }
  }

  @Test
  void whatCannotBeReadIsSaidInALine() {
    try (Engine engine = engine();
        PreparedPrompt prompt = engine.prepare(PROMPT)) {
      assertThatThrownBy(() -> engine.prefill(prompt, PrefillObserver.NONE, -1))
          .isExactlyInstanceOf(FoveaException.class)
          .hasMessage("reserve: expected 0 tokens or more, found -1");
      assertThatThrownBy(() -> engine.observe(prompt, PrefillObserver.NONE, 5))
          .isExactlyInstanceOf(FoveaException.class)
          .hasMessage("layers: expected 0 to 4, found 5");
      assertThatThrownBy(() -> engine.prepare(prompt.layout(), List.of()))
          .isExactlyInstanceOf(FoveaException.class)
          .hasMessage("the prompt has 16 visual tokens, the images have 0 features");
      assertThatThrownBy(
              () -> engine.observe(prompt, layer -> layer.receivedFrom(new int[] {4711}), 1))
          .isExactlyInstanceOf(FoveaException.class)
          .hasMessageStartingWith("libtorch cannot compute this: ")
          .message()
          .hasLineCount(1);
      try (PreparedPrompt empty = engine.prepare(new PromptLayout("", List.of()), List.of())) {
        assertThatThrownBy(() -> engine.prefill(empty, PrefillObserver.NONE, 1))
            .isExactlyInstanceOf(FoveaException.class)
            .hasMessage("the prompt has no tokens: expected at least one");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llava",
        "llava_next",
        "llava_onevision",
        "qwen2_vl",
        "qwen2_5_vl",
        "qwen3_vl",
        "internvl",
        "gemma3",
        "idefics3",
        "mistral3"
      })
  void anInterruptEndsTheLookAtAPictureAndStaysSet(String family) {
    Prompt prompt = Fixtures.prompt(family, "one_image");
    try (Engine engine = Fixtures.engine(family)) {
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> engine.prepare(prompt))
            .isExactlyInstanceOf(CancellationException.class)
            .hasMessage("interrupted while looking at a picture");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
      } finally {
        Thread.interrupted();
      }
      engine.prepare(prompt).close();
    }
  }

  @Test
  void anInterruptEndsLoadingAndStaysSet() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(EngineLifecycleTest::engine)
          .isExactlyInstanceOf(CancellationException.class)
          .hasMessage("interrupted while loading ../fixtures/llava");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void whatAListenerThrowsComesOutAndTheEngineGoesOn() {
    IllegalStateException thrown = new IllegalStateException("a listener that fails");
    try (Engine engine = engine();
        PreparedPrompt prompt = engine.prepare(PROMPT);
        Sequence sequence = engine.prefill(prompt, PrefillObserver.NONE, 3)) {
      assertThatThrownBy(() ->
              engine.generate(
                  sequence,
                  SHORT,
                  piece -> {
                    throw thrown;
                  }))
          .isSameAs(thrown);

      assertThat(engine.ask(PROMPT, SHORT).tokens()).isEqualTo(ANSWER);
    }
  }
}
