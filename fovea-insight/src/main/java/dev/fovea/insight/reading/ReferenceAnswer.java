package dev.fovea.insight.reading;

import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A given answer as tokens, and how likely a model finds tokens.
public final class ReferenceAnswer {
  private ReferenceAnswer() {}

  /// The ways in which an answer may go on from a prompt: with a blank before it and without, as
  /// some templates end in a blank and others leave it to the model.
  ///
  /// @param prompt the rendered prompt
  public static List<List<Integer>> spellings(Tokenizer tokenizer, String prompt, String answer) {
    String bare = answer.stripLeading();
    return List.of(tokens(tokenizer, prompt, bare), tokens(tokenizer, prompt, " " + bare));
  }

  /// The tokens that a text adds to the prompt; where it would change the prompt's own last token,
  /// which stands already, those of the text alone.
  private static List<Integer> tokens(Tokenizer tokenizer, String prompt, String text) {
    int[] before = tokenizer.encode(prompt, false).ids();
    int[] both = tokenizer.encode(prompt + text, false).ids();
    boolean goesOn =
        both.length > before.length
            && Arrays.equals(before, 0, before.length, both, 0, before.length);
    int[] added =
        goesOn
            ? Arrays.copyOfRange(both, before.length, both.length)
            : tokenizer.encode(text, false).ids();
    return Arrays.stream(added).boxed().toList();
  }

  /// Natural logarithm of each token's probability, those before it given (teacher forcing).
  ///
  /// @param sequence to which all but the last are appended
  public static List<Double> logProbabilities(Sequence sequence, List<Integer> tokens) {
    List<Double> result = new ArrayList<>();
    for (int token : tokens) {
      if (!result.isEmpty()) {
        sequence.append(tokens.get(result.size() - 1));
      }
      result.add(LogProbabilities.of(sequence.logits())[token]);
    }
    return result;
  }
}
