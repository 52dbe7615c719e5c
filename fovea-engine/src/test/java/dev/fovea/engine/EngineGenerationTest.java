package dev.fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.Answer.Finish;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.answer.TokenRules;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Answers of a whole engine against those that transformers gave on the same folder.
class EngineGenerationTest {
  private static Engine engine;

  @BeforeAll
  static void load() {
    engine = Fixtures.engine("llava");
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  static List<String> cases() {
    return Fixtures.cases("llava");
  }

  private static Answer generate(
      String name, GenerationOptions options, AnswerListener listener, PrefillObserver observer) {
    try (PreparedPrompt prepared = engine.prepare(Fixtures.prompt("llava", name));
        Sequence sequence = engine.prefill(prepared, observer, options.maxTokens())) {
      return engine.generate(sequence, options, listener);
    }
  }

  private static Answer generate(String name, GenerationOptions options, AnswerListener listener) {
    return generate(name, options, listener, PrefillObserver.NONE);
  }

  private static GenerationOptions stoppingAt(String... stop) {
    return GenerationOptions.greedy(12).withStop(List.of(stop));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersAsTransformersDoes(String name) {
    JsonView recorded = Fixtures.recorded("llava", name).object("generation");
    List<Integer> ids = recorded.integers("ids");

    Answer answer =
        engine.ask(Fixtures.prompt("llava", name), GenerationOptions.greedy(ids.size()));

    assertThat(answer.tokens()).isEqualTo(ids);
    assertThat(answer.text()).isEqualTo(recorded.string("text"));
    assertThat(answer.finish()).isEqualTo(Finish.LENGTH);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void piecesAreWholeCharactersAndTogetherTheAnswer(String name) {
    List<String> pieces = new ArrayList<>();

    Answer answer = generate(name, GenerationOptions.greedy(12), pieces::add);

    assertThat(String.join("", pieces)).isEqualTo(answer.text());
    assertThat(pieces).hasSizeGreaterThan(1).doesNotContain("");
    assertThat(pieces)
        .noneMatch(piece ->
            Character.isLowSurrogate(piece.charAt(0))
                || Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
  }

  @Test
  void anEndTokenEndsTheAnswerAndKeepsItsTextWhereItIsNoSpecial() {
    JsonView recorded = Fixtures.recorded("llava", "one_image").object("generation_stopping_at");
    int end = recorded.integer("eos_token_id");

    Answer answer =
        engine.ask(
            Fixtures.prompt("llava", "one_image"),
            GenerationOptions.greedy(12).withEndTokens(List.of(end)));

    assertThat(answer.tokens()).isEqualTo(recorded.integers("ids")).endsWith(end);
    assertThat(answer.finish()).isEqualTo(Finish.STOP);
    assertThat(answer.text()).isEqualTo(" the picture\uFFFD_\uFFFD");
  }

  @Test
  void aStopStringEndsTheAnswerBeforeIt() {
    Answer answer =
        engine.ask(Fixtures.prompt("llava", "one_image"), stoppingAt("nowhere", "\uFFFD_"));

    assertThat(answer.text()).isEqualTo(" the picture");
    assertThat(answer.tokens()).containsExactly(258, 327, 187, 62);
    assertThat(answer.finish()).isEqualTo(Finish.STOP);
  }

  @Test
  void aStopStringAcrossTokensIsNeverShownInPart() {
    List<String> pieces = new ArrayList<>();

    Answer answer = generate("one_image", stoppingAt("e pic"), pieces::add);

    assertThat(answer.text()).isEqualTo(" th");
    assertThat(String.join("", pieces)).isEqualTo(" th");
    assertThat(answer.tokens()).containsExactly(258, 327);
  }

  @Test
  void theTokenLimitEndsTheAnswerWithAllTextShown() {
    List<String> pieces = new ArrayList<>();

    Answer answer = generate("one_image", GenerationOptions.greedy(3), pieces::add);

    assertThat(answer.tokens()).containsExactly(258, 327, 187);
    assertThat(answer.finish()).isEqualTo(Finish.LENGTH);
    assertThat(answer.text()).isEqualTo(" the picture\uFFFD").isEqualTo(String.join("", pieces));
  }

  @Test
  void aListenerThatWantsNoMoreGetsNoMore() {
    List<String> pieces = new ArrayList<>();

    Answer answer =
        generate(
            "one_image",
            GenerationOptions.greedy(12),
            piece -> {
              pieces.add(piece);
              return pieces.size() < 2;
            });

    assertThat(answer.finish()).isEqualTo(Finish.CANCELLED);
    assertThat(pieces).containsExactly(" the", " picture");
    assertThat(answer.text()).isEqualTo(" the picture");
    assertThat(answer.tokens()).containsExactly(258, 327);
  }

  @Test
  void anInterruptWhileDecodingCancelsAndStaysSet() {
    Answer answer =
        generate(
            "one_image",
            GenerationOptions.greedy(12),
            piece -> {
              Thread.currentThread().interrupt();
              return true;
            });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(answer.finish()).isEqualTo(Finish.CANCELLED);
    assertThat(answer.tokens()).containsExactly(258);
  }

  @Test
  void anInterruptWhileReadingStopsBeforeTheNextLayer() {
    List<Integer> layers = new ArrayList<>();
    PrefillObserver interrupting =
        new PrefillObserver() {
          @Override
          public void layer(LayerView layer) {
            layers.add(layer.index());
            if (layer.index() == 1) {
              Thread.currentThread().interrupt();
            }
          }
        };

    assertThatThrownBy(() ->
            generate("one_image", GenerationOptions.greedy(1), AnswerListener.SILENT, interrupting))
        .isInstanceOf(CancellationException.class)
        .hasMessage("interrupted in layer 2 of the prefill");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(layers).containsExactly(0, 1);
    assertThat(engine.ask(Fixtures.prompt("llava", "one_image"), stoppingAt("_")).tokens())
        .containsExactly(258, 327, 187, 62);
  }

  @Test
  void theRepetitionPenaltyDividesPositiveAndMultipliesNegativeLogitsOfSeenTokens() {
    double penalty = 3;
    List<Integer> expected = new ArrayList<>();
    try (PreparedPrompt prepared = engine.prepare(Fixtures.prompt("llava", "image_exif"));
        Sequence sequence = engine.prefill(prepared, PrefillObserver.NONE, 12)) {
      Set<Integer> seen = new TreeSet<>();
      for (int id : prepared.layout().ids()) {
        seen.add(id);
      }
      for (int step = 0; step < 12; step++) {
        float[] logits = sequence.logits();
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int id = 0; id < logits.length; id++) {
          double logit = logits[id];
          if (seen.contains(id)) {
            logit = logit < 0 ? logit * penalty : logit / penalty;
          }
          if (logit > highest) {
            highest = logit;
            best = id;
          }
        }
        expected.add(best);
        seen.add(best);
        sequence.append(best);
      }
    }

    Answer answer =
        generate(
            "image_exif",
            GenerationOptions.greedy(12)
                .withRules(TokenRules.builder().repetitionPenalty(penalty).build()),
            AnswerListener.SILENT);

    assertThat(answer.tokens())
        .isEqualTo(expected)
        .doesNotHaveDuplicates()
        .isNotEqualTo(
            Fixtures.recorded("llava", "image_exif").object("generation").integers("ids"));
  }

  @Test
  void aPromptThatIsTooLongIsRefusedWithBothNumbers() {
    Prompt prompt =
        new Prompt(
            List.of(new Message(Message.Role.USER, List.of(new Part.Text("boat ".repeat(4200))))));
    int tokens = engine.layout(prompt).size();

    assertThat(tokens).isGreaterThan(4096);
    assertThatThrownBy(() -> engine.ask(prompt, GenerationOptions.greedy(1)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            String.format(
                Locale.ROOT, "the prompt has %d tokens, the model reads at most 4096", tokens));
  }
}
