package dev.fovea;

import dev.fovea.engine.answer.GenerationDefaults;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.answer.Sampling;
import dev.fovea.engine.error.FoveaException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// How a question is answered.
///
/// ```java
/// AskOptions options = AskOptions.builder().maxTokens(64).pruning(Pruning.rate(0.3)).build();
/// ```
///
/// @param maxTokens tokens of the answer at most, 1 or more
/// @param pruning what of a long text is dropped
/// @param generation changes how tokens are chosen, starting from greedy generation with the
///   model's own settings
public record AskOptions(
    int maxTokens, Pruning pruning, UnaryOperator<GenerationOptions> generation) {

  /// At most 512 tokens, greedy, pruned as [Pruning#byDefault] says.
  public static final AskOptions DEFAULT = builder().build();

  /// Starts from [#DEFAULT].
  public static Builder builder() {
    return new Builder();
  }

  /// @throws FoveaException if no token is wanted
  public AskOptions {
    if (maxTokens < 1) {
      throw new FoveaException(
          String.format(Locale.ROOT, "max tokens: expected 1 or more, found %d", maxTokens));
    }
  }

  GenerationOptions generation(GenerationDefaults defaults) {
    return generation.apply(defaults.greedy(maxTokens));
  }

  /// Collects options.
  public static final class Builder {
    private int maxTokens = 512;
    private Pruning pruning = Pruning.byDefault();
    private UnaryOperator<GenerationOptions> generation = UnaryOperator.identity();

    private Builder() {}

    /// Tokens of the answer at most, 1 or more.
    public Builder maxTokens(int value) {
      maxTokens = value;
      return this;
    }

    /// What of a long text is dropped.
    public Builder pruning(Pruning value) {
      pruning = value;
      return this;
    }

    /// Samples instead of taking the likeliest token.
    ///
    /// @param temperature the flatter the higher; 0 takes the likeliest token after all
    /// @param seed the same seed gives the same answer
    /// @throws FoveaException if the temperature is below 0
    public Builder sampling(double temperature, long seed) {
      Sampling checked = Sampling.builder().temperature(temperature).seed(seed).build();
      return generation(options ->
          options.withSampling(
              options.sampling().toBuilder()
                  .temperature(checked.temperature())
                  .seed(checked.seed())
                  .build()));
    }

    /// Ends the answer before any of these texts, in place of those of the model.
    ///
    /// @throws FoveaException if one of them is empty
    public Builder stop(String... texts) {
      List<String> checked = GenerationOptions.greedy(1).withStop(List.of(texts)).stop();
      return generation(options -> options.withStop(checked));
    }

    /// Changes how tokens are chosen: top-k, top-p, penalties and whatever else [GenerationOptions]
    /// has.
    public Builder generation(UnaryOperator<GenerationOptions> change) {
      UnaryOperator<GenerationOptions> before = generation;
      generation = options -> change.apply(before.apply(options));
      return this;
    }

    /// @throws FoveaException if no token is wanted
    public AskOptions build() {
      return new AskOptions(maxTokens, pruning, generation);
    }
  }
}
