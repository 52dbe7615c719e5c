package dev.fovea.engine.internal.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.answer.GenerationDefaults;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.answer.TokenRules;
import dev.fovea.engine.answer.TokenRules.SequenceBias;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of logits, against transformers' own processors.
class LogitsProcessorTest {
  private static final JsonView EMPTY = JsonView.empty("config.json");

  static Stream<Arguments> recorded() {
    return Recorded.cases("processors.json")
        .map(json -> Arguments.of(json.object("settings").toJava().toString(), json));
  }

  private static GenerationOptions options(JsonView json) {
    JsonView settings = json.object("settings");
    GenerationOptions options =
        GenerationDefaults.of(Optional.of(settings), EMPTY).greedy(json.integer("max_new_tokens"));
    return json.bool("sample")
        ? options.withSampling(
            options.sampling().toBuilder().temperature(settings.number("temperature", 1)).build())
        : options;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recorded")
  void logitsBecomeWhatTheyBecomeInTransformers(String settings, JsonView json) {
    TokenHistory history = new TokenHistory(ints(json.integers("prompt")));
    json.integers("generated").forEach(history::add);
    float[] logits = floats(json, "scores");
    float[] expected = floats(json, "expected");

    LogitsProcessor.of(options(json)).forEach(processor -> processor.process(history, logits));

    for (int i = 0; i < expected.length; i++) {
      if (Float.isFinite(expected[i])) {
        // Seven digits were recorded.
        assertThat(logits[i])
            .as("token %d", i)
            .isCloseTo(expected[i], within(Math.abs(expected[i]) * 6e-7f));
      } else {
        assertThat(Float.valueOf(logits[i]))
            .as("token %d", i)
            .isEqualTo(Float.valueOf(expected[i]));
      }
    }
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Numbers, of which infinite ones and NaN are strings.
  private static float[] floats(JsonView json, String key) {
    List<?> values = (List<?>) json.value(key).orElseThrow();
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.parseFloat(values.get(i).toString());
    }
    return floats;
  }

  @Test
  void sequencesOutsideTheVocabularyAreRefused() {
    TokenHistory history = new TokenHistory(new int[] {1, 2});

    assertThatThrownBy(() -> apply(TokenRules.builder().badWords(List.of(List.of(1, 8))), history))
        .isInstanceOf(FoveaException.class)
        .hasMessage("bad words: expected token ids below 8 (the vocabulary), found 8");
    assertThatThrownBy(() ->
            apply(
                TokenRules.builder().sequenceBias(List.of(new SequenceBias(List.of(9), 1))),
                history))
        .hasMessage("sequence bias: expected token ids below 8 (the vocabulary), found 9");
    assertThatThrownBy(() -> apply(TokenRules.builder().forcedEnd(List.of(11)), history))
        .hasMessage("forced end token: expected an id below 8 (the vocabulary), found 11");
  }

  @Test
  void tokensOfThePromptThatHaveNoLogitAreNoMatter() {
    TokenHistory history = new TokenHistory(new int[] {1, 2, 100, 1, 2});

    float[] logits = apply(TokenRules.builder().repetitionPenalty(2).noRepeatNgram(3), history);

    assertThat(logits).containsExactly(1, 0.5f, 0.5f, 1, 1, 1, 1, 1);
  }

  private static float[] apply(TokenRules.Builder rules, TokenHistory history) {
    float[] logits = {1, 1, 1, 1, 1, 1, 1, 1};
    LogitsProcessor.of(GenerationOptions.greedy(1).withRules(rules.build()))
        .forEach(processor -> processor.process(history, logits));
    return logits;
  }
}
