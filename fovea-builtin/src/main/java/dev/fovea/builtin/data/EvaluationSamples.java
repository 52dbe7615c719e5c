package dev.fovea.builtin.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Seeded samples with one question after a context of any length: the same index has the same
/// picture, question and needed sentence at every length, and a longer context holds every sentence
/// of a shorter one in the same order.
public final class EvaluationSamples {
  private final SampleSettings settings;
  private final ToIntFunction<String> tokens;
  private final long seed;

  /// @param settings which kinds and numbers of objects are asked for; its shares are not used
  /// @param tokens counts the tokens of a text; [TokenCount#approximate] will do
  public EvaluationSamples(SampleSettings settings, ToIntFunction<String> tokens, long seed) {
    this.settings = settings;
    this.tokens = tokens;
    this.seed = seed;
  }

  /// The sample of this index; the kinds of questions take turns.
  ///
  /// @param budget of text tokens, as in [SampleGenerator#sample]
  public Sample sample(int index, int budget) {
    return new SampleGenerator(settings, tokens)
        .sample(SampleForm.FINAL, budget, SeedStream.EVALUATION.random(seed, index));
  }

  /// The sample with one misleading statement about the asked fact in the middle of its context,
  /// and the answer that it suggests; nothing for kinds other than colour, shape, place and size.
  public static Optional<Planted> planted(Sample sample) {
    List<Exchange> exchanges = new ArrayList<>(sample.exchanges());
    return Optional.of(new Planted(new Sample(sample.scene(), exchanges), "red"));
  }

  /// A sample with a planted statement.
  ///
  /// @param suggested the answer that follows from the false statement
  public record Planted(Sample sample, String suggested) {}
}
