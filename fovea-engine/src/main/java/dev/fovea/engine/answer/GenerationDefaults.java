package dev.fovea.engine.answer;

import dev.fovea.engine.json.JsonView;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// What a model's folder says about generation: `generation_config.json` alone where it is there,
/// else the same keys of `config.json`, as transformers 5.18 has it.
///
/// Sampling is only a proposal there: the cuts count as soon as a caller asks for a temperature,
/// and its own `do_sample` and `temperature` do not. The length of an answer is the caller's, so
/// that `max_length` and `max_new_tokens` do not count either.
///
/// @param endTokens ids that end an answer
/// @param sampling cuts that sampling is meant to have, at temperature 0
/// @param rules what changes the logits
/// @param stop texts at which an answer ends
/// @param ignored settings that would change answers and that Fovea does not have, with their
///   values (plain Java, as [JsonView#value] gives it), in the order of the file
public record GenerationDefaults(
    List<Integer> endTokens,
    Sampling sampling,
    TokenRules rules,
    List<String> stop,
    SequencedMap<String, Object> ignored) {

  /// A folder that says nothing.
  public static final GenerationDefaults NONE =
      new GenerationDefaults(
          List.of(), Sampling.GREEDY, TokenRules.NONE, List.of(), new LinkedHashMap<>());

  public GenerationDefaults {
    endTokens = List.copyOf(endTokens);
    stop = List.copyOf(stop);
    ignored = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(ignored));
  }

  /// Greedy generation as the model's folder wants it.
  public GenerationOptions greedy(int maxTokens) {
    return new GenerationOptions(maxTokens, sampling, rules, stop, endTokens);
  }

  /// Reads the settings of a folder.
  ///
  /// @param generation `generation_config.json`
  /// @param config `config.json`
  /// @throws dev.fovea.engine.error.FoveaException that names file and key where a value is wrong
  public static GenerationDefaults of(Optional<JsonView> generation, JsonView config) {
    return new GenerationConfig(generation, config).read();
  }
}
