package dev.fovea.engine.internal.generate;

import dev.fovea.engine.answer.TokenRules.SequenceBias;
import dev.fovea.engine.error.FoveaException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Adds to the logit of the token that would complete a sequence.
///
/// @param name what a caller calls it
/// @param single what is added to a token whatever stands before it
/// @param longer the other sequences, in order
record SequenceBiases(String name, Map<Integer, Float> single, List<Longer> longer)
    implements LogitsProcessor {

  /// @param tokens two or more ids
  private record Longer(int[] tokens, float bias) {}

  /// @param biases of two with the same ids the later one counts
  static LogitsProcessor of(String name, List<SequenceBias> biases) {
    Map<List<Integer>, Float> last = new LinkedHashMap<>();
    biases.forEach(bias -> last.put(bias.tokens(), (float) bias.bias()));
    Map<Integer, Float> single = new LinkedHashMap<>();
    last.forEach((tokens, bias) -> {
      if (tokens.size() == 1) {
        single.put(tokens.getFirst(), bias);
      }
    });
    List<Longer> longer =
        last.entrySet().stream()
            .filter(entry -> entry.getKey().size() > 1)
            .map(entry ->
                new Longer(
                    entry.getKey().stream().mapToInt(Integer::intValue).toArray(),
                    entry.getValue()))
            .toList();
    return new SequenceBiases(name, single, longer);
  }

  /// No sequence is completed; an end token alone is none.
  static LogitsProcessor never(List<List<Integer>> words, List<Integer> ends) {
    return of(
        "bad words",
        words.stream()
            .filter(word -> word.size() > 1 || !ends.contains(word.getFirst()))
            .map(word -> new SequenceBias(word, Double.NEGATIVE_INFINITY))
            .toList());
  }

  @Override
  public void process(TokenHistory history, float[] logits) {
    single.keySet().forEach(id -> requireRow(id, logits));
    Map<Integer, Float> sums = new LinkedHashMap<>(single);
    for (Longer sequence : longer) {
      int prefix = sequence.tokens.length - 1;
      for (int id : sequence.tokens) {
        requireRow(id, logits);
      }
      if (history.endsWith(sequence.tokens, prefix)) {
        sums.merge(sequence.tokens[prefix], sequence.bias, Float::sum);
      }
    }
    sums.forEach((id, bias) -> logits[id] += bias);
  }

  private void requireRow(int id, float[] logits) {
    if (id >= logits.length) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected token ids below %d (the vocabulary), found %d",
              name,
              logits.length,
              id));
    }
  }
}
