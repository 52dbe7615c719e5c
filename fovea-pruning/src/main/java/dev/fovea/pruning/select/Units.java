package dev.fovea.pruning.select;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
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
/// A visual token is always a unit of its own. The tokens of one character are never parted, so the
/// smallest unit of text is a token, or several where a character takes several. A unit ends where
/// its message, or a run of tokens that may go, ends. A unit that holds a protected token stays
/// whole, so its tokens are not prunable.
final class Units {

  private Units() {}

  /// The units, each with its positions ascending.
  static List<List<Integer>> of(PruningPolicy policy, PromptLayout layout) {
    BitSet candidates = Prunable.candidates(policy.what(), layout);
    Characters.withoutSplit(layout, candidates);
    BitSet guarded = Prunable.guarded(policy, layout);
    List<List<Integer>> units =
        switch (policy.unit()) {
          case TOKEN, WORD, SENTENCE -> segments(policy.unit(), layout, candidates);
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

  /// A token begins a unit if a character begins with it and, where units are larger, its first
  /// visible character lies in a later segment of the text than the last visible character before
  /// it. So the byte tokens of one character stay together, and so do two words that share a token.
  private static List<List<Integer>> segmentsOfRun(
      PruningUnit unit, PromptLayout layout, int first, int end) {
    int offset = layout.tokens().get(first).start();
    int last = offset;
    for (int position = first; position < end; position++) {
      last = Math.max(last, layout.tokens().get(position).end());
    }
    String text = layout.text().substring(offset, last);
    BitSet characters = Characters.starts(text);
    BitSet starts =
        switch (unit) {
          case TOKEN -> characters;
          case WORD -> Segments.words(text);
          case SENTENCE, TURN -> Segments.sentences(text);
        };
    List<List<Integer>> units = new ArrayList<>();
    int reached = 0;
    int reachedSegment = -1;
    for (int position = first; position < end; position++) {
      Token token = layout.tokens().get(position);
      int from = token.start() - offset;
      int to = token.end() - offset;
      boolean character = from >= reached && (characters.get(from) || from == text.length());
      boolean segment =
          unit == PruningUnit.TOKEN
              || starts.previousSetBit(Segments.firstVisible(text, from, to)) > reachedSegment;
      if (units.isEmpty() || character && segment) {
        units.add(new ArrayList<>());
      }
      units.getLast().add(position);
      reached = Math.max(reached, to);
      reachedSegment =
          Math.max(reachedSegment, starts.previousSetBit(Segments.lastVisible(text, from, to)));
    }
    return units;
  }
}
