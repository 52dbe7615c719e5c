package dev.fovea.engine.internal.text;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.text.RenderedPrompt.Span;
import dev.fovea.engine.prompt.TokenRole;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Finds where a conversation's texts stand in what a template made of it.
///
/// A template may trim texts, put them elsewhere, ask what they begin with, say the same words
/// itself. So it is rendered once more with every text between two marks, private-use characters
/// that occur nowhere else. If taking the marks out gives the first rendering again, they did not
/// disturb the template and stand at the exact borders. Tried in turn: marks around the whole
/// texts; marks inside their outer white space, for templates that trim; a search for the texts in
/// order. A text that is not found has no span, which keeps it from being pruned.
final class SpanFinder {
  private static final char FIRST_PRIVATE = '\uE000';
  private static final char LAST_PRIVATE = '\uF8FF';

  /// A text of the conversation and what its span will say.
  record Slot(String text, TokenRole role, int message, boolean fixed) {

    /// A text that may be pruned if its role may.
    Slot(String text, TokenRole role, int message) {
      this(text, role, message, false);
    }

    Span span(int start, int end) {
      return new Span(start, end, role, message, fixed);
    }
  }

  private final List<Slot> slots;
  private final Function<List<String>, String> render;
  private final String truth;

  private SpanFinder(List<Slot> slots, Function<List<String>, String> render) {
    this.slots = slots;
    this.render = render;
    this.truth = render.apply(slots.stream().map(Slot::text).toList());
  }

  /// Renders the texts and finds them again.
  ///
  /// @param render the template as a function of the texts, in the order of the slots
  static RenderedPrompt find(List<Slot> slots, Function<List<String>, String> render) {
    SpanFinder finder = new SpanFinder(slots, render);
    String marks = finder.unusedCharacters();
    List<Span> spans =
        finder
            .marked(marks, Core::whole)
            .or(() -> finder.marked(marks, Core::withoutOuterSpace))
            .orElseGet(finder::searched);
    return new RenderedPrompt(finder.truth, spans);
  }

  private String unusedCharacters() {
    BitSet used = new BitSet();
    IntStream.concat(truth.chars(), slots.stream().flatMapToInt(slot -> slot.text().chars()))
        .forEach(used::set);
    StringBuilder unused = new StringBuilder();
    IntStream.rangeClosed(FIRST_PRIVATE, LAST_PRIVATE)
        .filter(character -> !used.get(character))
        .forEach(unused::appendCodePoint);
    return unused.toString();
  }

  /// Spans by marks, or nothing if the marks change what the template writes.
  ///
  /// @param marks the first opens the text of the first slot and so on, the one after these closes
  ///   every text
  private Optional<List<Span>> marked(String marks, Function<String, Core> coreOf) {
    if (marks.length() <= slots.size()) {
      return Optional.empty();
    }
    String opening = marks.substring(0, slots.size());
    char closing = marks.charAt(slots.size());
    List<String> texts = new ArrayList<>();
    for (Slot slot : slots) {
      texts.add(coreOf.apply(slot.text()).between(opening.charAt(texts.size()), closing));
    }
    String rendering;
    try {
      rendering = render.apply(texts);
    } catch (FoveaException e) {
      return Optional.empty(); // the template looks into the texts and refuses them with marks
    }
    StringBuilder clean = new StringBuilder(rendering.length());
    List<Span> spans = new ArrayList<>();
    int open = -1;
    int start = 0;
    for (int i = 0; i < rendering.length(); i++) {
      char character = rendering.charAt(i);
      int slot = isPrivate(character) ? opening.indexOf(character) : -1;
      if (slot >= 0) {
        open = slot;
        start = clean.length();
      } else if (character != closing) {
        clean.append(character);
      } else if (open >= 0) {
        spans.add(slots.get(open).span(start, clean.length()));
        open = -1;
      }
    }
    return truth.contentEquals(clean) ? Optional.of(spans) : Optional.empty();
  }

  private static boolean isPrivate(char character) {
    return FIRST_PRIVATE <= character && character <= LAST_PRIVATE;
  }

  private List<Span> searched() {
    List<Span> spans = new ArrayList<>();
    int from = 0;
    for (Slot slot : slots) {
      String core = Core.withoutOuterSpace(slot.text()).characters();
      String wanted = truth.indexOf(slot.text(), from) >= 0 ? slot.text() : core;
      int start = truth.indexOf(wanted, from);
      if (start >= 0 && !core.isEmpty()) {
        from = start + wanted.length();
        spans.add(slot.span(start, from));
      }
    }
    return spans;
  }

  /// The part of a text that marks are put around; if it is empty, none are.
  private record Core(String text, int start, int end) {

    static Core whole(String text) {
      return new Core(text, 0, text.length());
    }

    static Core withoutOuterSpace(String text) {
      int start = 0;
      int end = text.length();
      while (start < end && isSpace(text.charAt(start))) {
        start++;
      }
      while (start < end && isSpace(text.charAt(end - 1))) {
        end--;
      }
      return new Core(text, start, end);
    }

    /// White space as Python's `strip`, and so a template's `trim`, sees it.
    private static boolean isSpace(char character) {
      return Character.isWhitespace(character)
          || Character.isSpaceChar(character)
          || character == '\u0085';
    }

    String characters() {
      return text.substring(start, end);
    }

    String between(char opening, char closing) {
      return start == end
          ? text
          : text.substring(0, start) + opening + characters() + closing + text.substring(end);
    }
  }
}
