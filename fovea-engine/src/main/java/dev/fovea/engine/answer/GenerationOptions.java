package dev.fovea.engine.answer;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.text.StopStrings;
import java.util.List;
import java.util.Locale;

/// How an answer is generated.
///
/// What a model's own folder wants comes from [Engine.defaults][dev.fovea.engine.Engine#defaults];
/// options made here know nothing of it but the end tokens, which are filled in where they are
/// empty:
///
/// ```java
/// GenerationOptions options = engine.defaults().greedy(64);
/// options.withSampling(options.sampling().toBuilder().temperature(0.7).topP(0.9).build());
/// options.withRules(options.rules().toBuilder().noRepeatNgram(3).build());
/// ```
///
/// @param maxTokens tokens to generate at most, 1 or more
/// @param sampling how a token is drawn
/// @param rules what changes the logits before that
/// @param stop texts at which the answer ends; they are not part of it
/// @param endTokens token ids that end the answer; empty means those of the model
public record GenerationOptions(
    int maxTokens,
    Sampling sampling,
    TokenRules rules,
    List<String> stop,
    List<Integer> endTokens) {

  public GenerationOptions {
    stop = List.copyOf(stop);
    endTokens = List.copyOf(endTokens);
    StopStrings.check(stop);
    if (maxTokens < 1) {
      throw new FoveaException(
          String.format(Locale.ROOT, "max tokens: expected 1 or more, found %d", maxTokens));
    }
  }

  /// The likeliest token every time, up to so many, under no rules. What the model's own folder
  /// wants is `engine.defaults().greedy(maxTokens)`.
  public static GenerationOptions greedy(int maxTokens) {
    return new GenerationOptions(maxTokens, Sampling.GREEDY, TokenRules.NONE, List.of(), List.of());
  }

  /// The same with another limit.
  public GenerationOptions withMaxTokens(int limit) {
    return new GenerationOptions(limit, sampling, rules, stop, endTokens);
  }

  /// The same, drawn in another way.
  public GenerationOptions withSampling(Sampling other) {
    return new GenerationOptions(maxTokens, other, rules, stop, endTokens);
  }

  /// The same under other rules.
  public GenerationOptions withRules(TokenRules other) {
    return new GenerationOptions(maxTokens, sampling, other, stop, endTokens);
  }

  /// The same with other stop strings.
  public GenerationOptions withStop(List<String> texts) {
    return new GenerationOptions(maxTokens, sampling, rules, texts, endTokens);
  }

  /// The same with other end tokens.
  public GenerationOptions withEndTokens(List<Integer> ids) {
    return new GenerationOptions(maxTokens, sampling, rules, stop, ids);
  }
}
