package dev.fovea.engine.answer;

import dev.fovea.engine.answer.TokenRules.EndGrowth;
import dev.fovea.engine.answer.TokenRules.SequenceBias;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Reads the keys of `generation_config.json`, from there or, where that file is missing, from
/// `config.json`: its own keys before those of its text section.
final class GenerationConfig {
  /// Keys that change answers, that Fovea does not have, and the value that changes nothing. Keys
  /// of transformers 5.18 that are in no list here concern speed, memory, or what is returned.
  private static final Map<String, Object> NOT_DONE =
      Map.ofEntries(
          Map.entry("guidance_scale", 1.0),
          Map.entry("num_beams", 1.0),
          Map.entry("num_beam_groups", 1.0),
          Map.entry("diversity_penalty", 0.0),
          Map.entry("length_penalty", 1.0),
          Map.entry("early_stopping", false),
          Map.entry("num_return_sequences", 1.0),
          Map.entry("penalty_alpha", 0.0),
          Map.entry("dola_layers", List.of()),
          Map.entry("constraints", List.of()),
          Map.entry("force_words_ids", List.of()),
          Map.entry("watermarking_config", Map.of()),
          Map.entry("token_healing", false),
          Map.entry("max_time", Double.POSITIVE_INFINITY),
          Map.entry("prompt_lookup_num_tokens", 0.0),
          Map.entry("assistant_early_exit", 0.0),
          Map.entry("assistant_ensemble_weight", 0.0),
          Map.entry("speculation_type", ""),
          Map.entry("use_mtp", false));

  private static final String IDS = "a list of lists of token ids, each 0 or more";

  private final List<JsonView> sources;

  GenerationConfig(Optional<JsonView> generation, JsonView config) {
    sources =
        generation
            .map(List::of)
            .orElseGet(() -> Stream.concat(Stream.of(config), section(config).stream()).toList());
  }

  private static Optional<JsonView> section(JsonView config) {
    return Stream.of("decoder", "generator", "text_config")
        .flatMap(name -> config.objectIfPresent(name).stream())
        .findFirst();
  }

  GenerationDefaults read() {
    return new GenerationDefaults(
        integers("eos_token_id"), sampling(), rules(), strings("stop_strings"), ignored());
  }

  private Sampling sampling() {
    double typical = number("typical_p", 1);
    double epsilon = number("epsilon_cutoff", 0);
    double eta = number("eta_cutoff", 0);
    return Sampling.builder()
        .topK(integer("top_k", 0))
        .topP(number("top_p", 1))
        .minP(number("min_p", 0))
        .typicalP(Math.min(typical, 1)) // more than all is all
        .epsilonCutoff(epsilon > 0 && epsilon < 1 ? epsilon : 0) // others do nothing there
        .etaCutoff(eta > 0 && eta < 1 ? eta : 0)
        .topH(number("top_h", 0))
        .build();
  }

  private TokenRules rules() {
    TokenRules.Builder rules =
        TokenRules.builder()
            .repetitionPenalty(number("repetition_penalty", 1))
            .promptRepetitionPenalty(number("encoder_repetition_penalty", 1))
            .noRepeatNgram(integer("no_repeat_ngram_size", 0))
            .noRepeatPromptNgram(integer("encoder_no_repeat_ngram_size", 0))
            .badWords(badWords())
            .sequenceBias(sequenceBias())
            .minNewTokens(integer("min_new_tokens", 0))
            // The number of new tokens takes the other one's place, even if it is 0.
            .minLength(at("min_new_tokens").isPresent() ? 0 : integer("min_length", 0))
            .forcedEnd(integers("forced_eos_token_id"))
            .suppressed(integers("suppress_tokens"))
            .suppressedFirst(integers("begin_suppress_tokens"))
            .replacesInvalid(
                at("remove_invalid_values")
                    .map(json -> json.bool("remove_invalid_values"))
                    .orElse(false));
    endGrowth().ifPresent(rules::endGrowth);
    return rules.build();
  }

  private List<List<Integer>> badWords() {
    String key = "bad_words_ids";
    return at(key)
        .map(json -> lists(json, key).stream().map(ids -> ids(json, key, ids)).toList())
        .orElse(List.of());
  }

  /// A list of pairs of ids and what is added, as JSON can have it.
  private List<SequenceBias> sequenceBias() {
    String key = "sequence_bias";
    return at(key)
        .map(json -> lists(json, key).stream().map(pair -> bias(json, key, pair)).toList())
        .orElse(List.of());
  }

  private static SequenceBias bias(JsonView json, String key, Object pair) {
    if (pair instanceof List<?> list && list.size() == 2 && list.get(1) instanceof Number bias) {
      return new SequenceBias(ids(json, key, list.getFirst()), bias.doubleValue());
    }
    throw json.wrong(key, "pairs of a list of token ids and a number");
  }

  private Optional<EndGrowth> endGrowth() {
    String key = "exponential_decay_length_penalty";
    return at(key)
        .map(json -> {
          List<Double> pair = json.numbers(key);
          if (pair.size() != 2 || pair.getFirst() != Math.rint(pair.getFirst())) {
            throw json.wrong(key, "a whole number of tokens and a factor");
          }
          return new EndGrowth(pair.getFirst().intValue(), pair.get(1));
        });
  }

  private static List<?> lists(JsonView json, String key) {
    if (json.value(key).orElseThrow() instanceof List<?> list && !list.isEmpty()) {
      return list;
    }
    throw json.wrong(key, IDS);
  }

  private static List<Integer> ids(JsonView json, String key, Object value) {
    Supplier<FoveaException> wrong = () -> json.wrong(key, IDS);
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw wrong.get();
    }
    List<Integer> ids = new ArrayList<>();
    for (Object id : list) {
      if (!(id instanceof Long number) || number < 0 || number > Integer.MAX_VALUE) {
        throw wrong.get();
      }
      ids.add(number.intValue());
    }
    return ids;
  }

  private SequencedMap<String, Object> ignored() {
    SequencedMap<String, Object> ignored = new LinkedHashMap<>();
    for (JsonView json : sources) {
      for (String key : json.keys()) {
        Object neutral = NOT_DONE.get(key);
        Optional<Object> value = json.value(key);
        if (neutral != null && value.isPresent() && !isNeutral(value.get(), neutral)) {
          ignored.putIfAbsent(key, value.get());
        }
      }
    }
    return ignored;
  }

  private static boolean isNeutral(Object value, Object neutral) {
    return value instanceof Number number
        ? neutral.equals(number.doubleValue())
        : value.equals(neutral);
  }

  private int integer(String key, int otherwise) {
    return at(key).map(json -> json.integer(key)).orElse(otherwise);
  }

  private double number(String key, double otherwise) {
    return at(key).map(json -> json.number(key)).orElse(otherwise);
  }

  private List<Integer> integers(String key) {
    return at(key).map(json -> json.integers(key)).orElse(List.of());
  }

  private List<String> strings(String key) {
    return at(key).map(json -> json.strings(key)).orElse(List.of());
  }

  /// The first source that has the key.
  private Optional<JsonView> at(String key) {
    return sources.stream().filter(json -> json.has(key)).findFirst();
  }
}
