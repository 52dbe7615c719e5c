package dev.fovea.engine;

import java.util.List;
import java.util.Locale;

/// How an answer is generated.
///
/// @param maxTokens tokens to generate at most, 1 or more
/// @param temperature 0 takes the likeliest token every time; above 0 samples from logits divided
///   by it
/// @param topK sample from the k likeliest tokens only; 0 for all
/// @param topP sample from the likeliest tokens that hold this probability together; 1 for all
/// @param repetitionPenalty divides positive and multiplies negative logits of tokens that already
///   occurred (arXiv 1909.05858); 1 for none
/// @param seed of the sampling
/// @param stop texts at which the answer ends; they are not part of it
/// @param endTokens token ids that end the answer; empty means those of the model
public record GenerationOptions(
    int maxTokens,
    double temperature,
    int topK,
    double topP,
    double repetitionPenalty,
    long seed,
    List<String> stop,
    List<Integer> endTokens) {

  public GenerationOptions {
    stop = List.copyOf(stop);
    endTokens = List.copyOf(endTokens);
    require(maxTokens >= 1, "max tokens", "1 or more", maxTokens);
    require(
        temperature >= 0 && Double.isFinite(temperature), "temperature", "0 or more", temperature);
    require(topK >= 0, "top-k", "0 (all) or more", topK);
    require(topP > 0 && topP <= 1, "top-p", "above 0, up to 1", topP);
    require(
        repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
        "repetition penalty",
        "above 0",
        repetitionPenalty);
  }

  private static void require(boolean holds, String name, String expected, Number found) {
    if (!holds) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: expected %s, found %s", name, expected, found));
    }
  }

  /// Greedy, up to so many tokens, and without what the model's folder wants beside that;
  /// [GenerationDefaults#greedy] has it.
  public static GenerationOptions greedy(int maxTokens) {
    return new GenerationOptions(maxTokens, 0, 0, 1, 1, 0, List.of(), List.of());
  }

  /// The same with other end tokens.
  public GenerationOptions withEndTokens(List<Integer> ids) {
    return new GenerationOptions(
        maxTokens, temperature, topK, topP, repetitionPenalty, seed, stop, ids);
  }
}
