package dev.fovea.engine.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationDefaultsTest {

  private static JsonView json(String name, String text) {
    return JsonView.parse(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static GenerationDefaults of(String generation, String config) {
    return GenerationDefaults.of(
        Optional.of(json("generation_config.json", generation)), json("config.json", config));
  }

  private static GenerationDefaults of(String config) {
    return GenerationDefaults.of(Optional.empty(), json("config.json", config));
  }

  /// As transformers 5.18 loads the model: with the file there, config.json says nothing.
  @Test
  void theFileAloneCountsWhereItIsThere() {
    GenerationDefaults defaults =
        of(
            "{\"top_k\": 5}",
            "{\"repetition_penalty\": 1.5, \"eos_token_id\": 7, \"num_beams\": 2, \"text_config\": {\"eos_token_id\": 8}}");

    assertThat(defaults.endTokens()).isEmpty();
    assertThat(defaults.rules()).isEqualTo(TokenRules.NONE);
    assertThat(defaults.sampling()).isEqualTo(Sampling.builder().topK(5).build());
    assertThat(defaults.ignored()).isEmpty();
  }

  @Test
  void withoutItTheConfigurationCountsBeforeItsTextSection() {
    GenerationDefaults defaults =
        of(
            """
            {"repetition_penalty": 1.5, "eos_token_id": 78, "guidance_scale": 2.0, "num_beams": null,
             "text_config": {"repetition_penalty": 9.0, "eos_token_id": 77, "suppress_tokens": [1, 2],
                             "num_beams": 3, "guidance_scale": 4.0}}
            """);

    assertThat(defaults.endTokens()).containsExactly(78);
    assertThat(defaults.rules())
        .isEqualTo(TokenRules.builder().repetitionPenalty(1.5).suppressed(List.of(1, 2)).build());
    assertThat(defaults.ignored().toString()).isEqualTo("{guidance_scale=2.0, num_beams=3}");
    assertThat(of("{\"text_config\": {\"eos_token_id\": [77, 3]}}").endTokens())
        .containsExactly(77, 3);
  }

  @Test
  void settingsThatChangeNothingAreNotIgnored() {
    assertThat(
            of(
                    """
                    {"num_beams": 1, "guidance_scale": 1.0, "length_penalty": 1, "early_stopping": false,
                     "diversity_penalty": 0.0, "num_beam_groups": 1, "num_return_sequences": 1,
                     "penalty_alpha": null, "max_length": 20, "max_new_tokens": 5, "do_sample": true,
                     "temperature": 0.7, "output_scores": true, "no_such_key": 4}
                    """,
                    "{}")
                .ignored())
        .isEmpty();
    assertThat(
            of(
                    """
                    {"watermarking_config": {"bias": 2.5}, "penalty_alpha": 0.6, "dola_layers": "high",
                     "early_stopping": true, "token_healing": true, "max_time": 2.0}
                    """,
                    "{}")
                .ignored()
                .toString())
        .isEqualTo(
            "{watermarking_config={bias=2.5}, penalty_alpha=0.6, dola_layers=high, early_stopping=true, token_healing=true, max_time=2.0}");
  }

  @Test
  void greedyOptionsHaveAllThatTheFolderWants() {
    GenerationOptions options =
        of(
                """
                {"eos_token_id": 2, "top_p": 0.9, "min_p": 0.1, "min_length": 9, "min_new_tokens": 0,
                 "stop_strings": ["END"], "exponential_decay_length_penalty": [4, 1.5],
                 "sequence_bias": [[[5, 6], -2]], "typical_p": 1.0, "epsilon_cutoff": 0.0}
                """,
                "{}")
            .greedy(64);

    assertThat(options)
        .isEqualTo(
            new GenerationOptions(
                64,
                Sampling.builder().topP(0.9).minP(0.1).build(),
                TokenRules.builder()
                    .endGrowth(new TokenRules.EndGrowth(4, 1.5))
                    .sequenceBias(List.of(new TokenRules.SequenceBias(List.of(5, 6), -2)))
                    .build(),
                List.of("END"),
                List.of(2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"bad_words_ids\": [[1, -2]]} | bad_words_ids: expected a list of lists of token ids, each 0 or more, found a list of 1",
        "{\"bad_words_ids\": []} | bad_words_ids: expected a list of lists of token ids, each 0 or more, found a list of 0",
        "{\"sequence_bias\": {\"5\": 1.0}} | sequence_bias: expected a list of lists of token ids, each 0 or more, found an object",
        "{\"sequence_bias\": [[5, 1.0]]} | sequence_bias: expected a list of lists of token ids, each 0 or more, found a list of 1",
        "{\"sequence_bias\": [[[5]]]} | sequence_bias: expected pairs of a list of token ids and a number, found a list of 1",
        "{\"exponential_decay_length_penalty\": [1.5, 2]} | exponential_decay_length_penalty: expected a whole number of tokens and a factor, found a list of 2",
        "{\"suppress_tokens\": [\"a\"]} | 'suppress_tokens[0]: expected a whole number, found \"a\"'",
      })
  void aWrongValueIsToldByFileAndKey(String generation, String message) {
    assertThatThrownBy(() -> of(generation, "{}"))
        .isInstanceOf(FoveaException.class)
        .hasMessage("generation_config.json: " + message);
  }
}
