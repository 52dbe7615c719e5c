package dev.fovea.lab;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.util.List;
import java.util.stream.Collectors;

/// What a study measures.
///
/// @param model what lines call the model; another name or version is another study
/// @param seed of the samples and of what is dropped at random
/// @param samples how many there are, the same ones at every length
/// @param lengths tokens of text, ascending; a word or a punctuation mark counts as one
/// @param policy how the text is pruned
public record StudySettings(
    String model, long seed, int samples, List<Integer> lengths, PruningPolicy policy) {
  public StudySettings {
    lengths = List.copyOf(lengths);
    if (samples < 1) {
      throw new FoveaException("samples: expected 1 or more, found " + samples);
    }
    if (lengths.isEmpty()
        || lengths.getFirst() < 1
        || !lengths.equals(lengths.stream().distinct().sorted().toList())) {
      throw new FoveaException(
          "lengths: expected ascending numbers of tokens, such as 128,512, found "
              + lengths.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
  }

  /// The policy in one line: preset `paper`, its budget, and what differs from the preset. Reading
  /// the settings in it gives an equal policy.
  public String pruning() {
    return PolicySettings.line(policy);
  }
}
