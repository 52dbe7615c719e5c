package dev.fovea.engine;

import dev.fovea.engine.model.Families;
import dev.fovea.engine.weights.JsonView;
import java.util.List;
import java.util.Optional;

/// What a model folder's `generation_config.json` says; sampling is only a proposal there, and
/// stays off until a caller asks for a temperature.
///
/// @param endTokens ids that end an answer
/// @param repetitionPenalty 1 for none
/// @param topK for sampling; 0 for all
/// @param topP for sampling; 1 for all
public record GenerationDefaults(
    List<Integer> endTokens, double repetitionPenalty, int topK, double topP) {

  public GenerationDefaults {
    endTokens = List.copyOf(endTokens);
  }

  /// Greedy generation as the model's folder wants it.
  public GenerationOptions greedy(int maxTokens) {
    return new GenerationOptions(
        maxTokens, 0, topK, topP, repetitionPenalty, 0, List.of(), endTokens);
  }

  static GenerationDefaults of(Optional<JsonView> generation, JsonView config) {
    JsonView text = Families.textKeys(config);
    JsonView ends =
        generation
            .filter(json -> json.has("eos_token_id"))
            .orElse(config.has("eos_token_id") ? config : text);
    return new GenerationDefaults(
        ends.has("eos_token_id") ? ends.integers("eos_token_id") : List.of(),
        generation.map(json -> json.number("repetition_penalty", 1)).orElse(1.0),
        generation.map(json -> json.integer("top_k", 0)).orElse(0),
        generation.map(json -> json.number("top_p", 1)).orElse(1.0));
  }
}
