package dev.fovea.lab;

import java.util.Optional;

/// What a model made of one sample, at one length, under one condition.
///
/// @param model what the study calls it
/// @param seed of the study
/// @param pruning the policy in one line
/// @param sample which one, from 0; the same picture, question and needed sentence at every length
/// @param length tokens of text that the sample was made for
/// @param condition what the model was given
/// @param kind of the question
/// @param needsText whether it needs a sentence of the text besides the picture
/// @param objects on the picture
/// @param size of the object that is asked about; empty where there is none
/// @param expected the right answer
/// @param suggested the false answer that the planted statement suggests; empty for questions that
///   none is planted for
/// @param answer what the model said
/// @param right whether that is the right answer
/// @param visualShare share of the last token's attention on visual tokens, mean over heads and
///   layers
/// @param divergence on a grey picture, KL(visible || grey) of the answer's first token, in nats,
///   the text pruned in both or in neither
/// @param visualTokens of the prompt
/// @param textTokens of the prompt, the template's included
/// @param contextTokens of those, the ones before the question
/// @param prunedTokens how many went
/// @param seconds for scores, prefill and answer
public record StudyLine(
    String model,
    long seed,
    String pruning,
    int sample,
    int length,
    Condition condition,
    String kind,
    boolean needsText,
    int objects,
    Optional<String> size,
    String expected,
    Optional<String> suggested,
    String answer,
    boolean right,
    double visualShare,
    Optional<Double> divergence,
    int visualTokens,
    int textTokens,
    int contextTokens,
    int prunedTokens,
    double seconds) {

  /// Whether the model said what the planted statement suggests.
  public boolean misled() {
    return suggested.filter(answer::equals).isPresent();
  }

  Key key() {
    return new Key(sample, length, condition);
  }

  /// What there is one line of.
  record Key(int sample, int length, Condition condition) {}
}
