package dev.fovea.engine.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.error.FoveaException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationOptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 | 0 | 1 | 1 | max tokens: expected 1 or more, found 0",
        "1 | -0.5 | 0 | 1 | 1 | temperature: expected 0 or more, found -0.5",
        "1 | NaN | 0 | 1 | 1 | temperature: expected 0 or more, found NaN",
        "1 | Infinity | 0 | 1 | 1 | temperature: expected 0 or more, found Infinity",
        "1 | 0 | -1 | 1 | 1 | top-k: expected 0 (all) or more, found -1",
        "1 | 0 | 0 | 0 | 1 | 'top-p: expected above 0, up to 1, found 0.0'",
        "1 | 0 | 0 | 1.1 | 1 | 'top-p: expected above 0, up to 1, found 1.1'",
        "1 | 0 | 0 | NaN | 1 | 'top-p: expected above 0, up to 1, found NaN'",
        "1 | 0 | 0 | 1 | 0 | repetition penalty: expected above 0, found 0.0",
        "1 | 0 | 0 | 1 | Infinity | repetition penalty: expected above 0, found Infinity",
      })
  void aValueOutOfRangeIsToldInOneLine(
      int maxTokens, double temperature, int topK, double topP, double penalty, String message) {
    assertThatThrownBy(() ->
            GenerationOptions.greedy(maxTokens)
                .withSampling(
                    Sampling.builder().temperature(temperature).topK(topK).topP(topP).build())
                .withRules(TokenRules.builder().repetitionPenalty(penalty).build()))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  @Test
  void listsAreCopied() {
    List<String> stop = new ArrayList<>(List.of("a"));
    List<Integer> ends = new ArrayList<>(List.of(2));
    GenerationOptions options = GenerationOptions.greedy(1).withStop(stop).withEndTokens(ends);

    stop.add("b");
    ends.add(3);

    assertThat(options.stop()).containsExactly("a");
    assertThat(options.endTokens()).containsExactly(2);
    assertThat(options.withEndTokens(List.of(7)))
        .isEqualTo(
            new GenerationOptions(1, Sampling.GREEDY, TokenRules.NONE, List.of("a"), List.of(7)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.5 | 1 | 0 | 0 | 0 | min-p: expected 0 (all) to 1, found 1.5",
        "0 | 0 | 0 | 0 | 0 | 'typical-p: expected above 0, up to 1, found 0.0'",
        "0 | 1 | 1 | 0 | 0 | 'epsilon cutoff: expected 0 (all), below 1, found 1.0'",
        "0 | 1 | 0 | -0.1 | 0 | 'eta cutoff: expected 0 (all), below 1, found -0.1'",
        "0 | 1 | 0 | 0 | NaN | top-h: expected 0 (all) to 1, found NaN",
      })
  void aCutOutOfRangeIsToldInOneLine(
      double minP, double typicalP, double epsilon, double eta, double topH, String message) {
    Sampling.Builder builder =
        Sampling.builder()
            .minP(minP)
            .typicalP(typicalP)
            .epsilonCutoff(epsilon)
            .etaCutoff(eta)
            .topH(topH);

    assertThatThrownBy(builder::build).isInstanceOf(FoveaException.class).hasMessage(message);
  }

  @Test
  void aRuleOutOfRangeIsToldInOneLine() {
    TokenRules.Builder rules = TokenRules.builder();

    assertThatThrownBy(() -> rules.badWords(List.of(List.of(3, -1))).build())
        .hasMessage("bad words: expected token ids of 0 or more, at least one, found [3, -1]");
    assertThatThrownBy(() -> new TokenRules.SequenceBias(List.of(), 1))
        .hasMessage("sequence bias: expected token ids of 0 or more, at least one, found []");
    assertThatThrownBy(() -> TokenRules.builder().noRepeatNgram(-1).build())
        .hasMessage("no-repeat-ngram: expected 0 (off) or more, found -1");
    assertThatThrownBy(() -> TokenRules.builder().minNewTokens(-2).build())
        .hasMessage("min tokens: expected 0 or more, found -2");
    assertThatThrownBy(() -> TokenRules.builder().forcedEnd(List.of(-5)).build())
        .hasMessage("forced end token: expected an id of 0 or more, found -5");
  }

  @Test
  void engineOptionsRefuseWhatTheyDoNotKnow() {
    assertThatThrownBy(() -> new EngineOptions("int4", "cpu", 1))
        .hasMessage("unknown dtype 'int4': expected one of auto, float32, bfloat16, float16");
    assertThatThrownBy(() -> new EngineOptions("auto", "cpu", -1))
        .hasMessage("threads: expected 0 (one per core) or more, found -1");
  }
}
