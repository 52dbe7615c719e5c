package dev.fovea.pruning.select;

import dev.fovea.engine.text.PromptLayout;
import dev.fovea.engine.text.PromptLayout.Token;
import dev.fovea.engine.text.TokenRole;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Groups the prunable tokens into the pieces that go or stay as a whole, in the order of the
/// prompt.
///
/// A visual token is always a unit of its own. A unit ends where its message, or a run of tokens
/// that may go, ends. A unit that holds a protected token stays whole, so its tokens are not
/// prunable.
final class Units {

  private Units() {}

  /// The units, each with its positions ascending.
  static List<List<Integer>> of(PruningPolicy policy, PromptLayout layout) {
    BitSet candidates = Prunable.candidates(policy.what(), layout);
    BitSet guarded = Prunable.guarded(policy, layout);
    List<List<Integer>> units =
        switch (policy.unit()) {
          case TOKEN -> candidates.stream().mapToObj(List::of).toList();
          case WORD, SENTENCE -> segments(policy.unit(), layout, candidates);
          case TURN -> turns(layout, candidates);
        };
    return units.stream().filter(unit -> unit.stream().noneMatch(guarded::get)).toList();
  }

  private static List<List<Integer>> turns(PromptLayout layout, BitSet candidates) {
    Map<Integer, List<Integer>> byKey = new LinkedHashMap<>();
    for (int position : candidates.stream().toArray()) {
      Token token = layout.tokens().get(position);
      boolean own = token.role() == TokenRole.VISUAL || token.message() < 0;
      int key = own ? -1 - position : token.message();
      byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(position);
    }
    return List.copyOf(byKey.values());
  }

  private static List<List<Integer>> segments(
      PruningUnit unit, PromptLayout layout, BitSet candidates) {
    List<List<Integer>> units = new ArrayList<>();
    for (int first = candidates.nextSetBit(0); first >= 0; ) {
      int end = endOfRun(layout, candidates, first);
      if (layout.tokens().get(first).role() == TokenRole.VISUAL) {
        units.add(List.of(first));
      } else {
        units.addAll(segmentsOfRun(unit, layout, first, end));
      }
      first = candidates.nextSetBit(end);
    }
    return units;
  }

  /// One past the last of the neighbouring text tokens of one message that start at `first`.
  private static int endOfRun(PromptLayout layout, BitSet candidates, int first) {
    Token start = layout.tokens().get(first);
    int end = first + 1;
    while (start.role() != TokenRole.VISUAL
        && candidates.get(end)
        && layout.tokens().get(end).role() == start.role()
        && layout.tokens().get(end).message() == start.message()) {
      end++;
    }
    return end;
  }

  /// A token begins a unit if its first visible character lies in a later segment of the text than
  /// the last visible character before it. So the byte tokens of one character stay together, and
  /// so do two words that share a token.
  private static List<List<Integer>> segmentsOfRun(
      PruningUnit unit, PromptLayout layout, int first, int end) {
    int offset = layout.tokens().get(first).start();
    String text = layout.text().substring(offset, layout.tokens().get(end - 1).end());
    BitSet starts = unit == PruningUnit.WORD ? Segments.words(text) : Segments.sentences(text);
    List<List<Integer>> units = new ArrayList<>();
    int reached = -1;
    for (int position = first; position < end; position++) {
      Token token = layout.tokens().get(position);
      int from = token.start() - offset;
      int to = token.end() - offset;
      if (units.isEmpty()
          || starts.previousSetBit(Segments.firstVisible(text, from, to)) > reached) {
        units.add(new ArrayList<>());
      }
      units.getLast().add(position);
      reached = Math.max(reached, starts.previousSetBit(Segments.lastVisible(text, from, to)));
    }
    return units;
  }
}
