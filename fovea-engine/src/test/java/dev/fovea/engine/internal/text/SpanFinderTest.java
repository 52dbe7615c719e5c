package dev.fovea.engine.internal.text;

import static dev.fovea.engine.prompt.TokenRole.CONTEXT;
import static dev.fovea.engine.prompt.TokenRole.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.text.SpanFinder.Slot;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Templates are Java functions here; [ChatTemplateTest] has real ones.
class SpanFinderTest {

  @Test
  void spansAreTheTextsWithTheirSpace() {
    assertThat(found(SpanFinderTest::plain, " one ", "two\n")).containsExactly(" one ", "two\n");
  }

  @Test
  void ofTrimmedTextsTheSpansAreWhatIsLeft() {
    Function<List<String>, String> trimming =
        texts -> texts.stream().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    assertThat(found(trimming, "\n one \n", "two\n", "\u00a0 ")).containsExactly("one", "two");
  }

  @Test
  void changedLettersDoNotMatter() {
    assertThat(found(texts -> plain(texts).toUpperCase(Locale.ROOT), "straße", "é"))
        .containsExactly("STRASSE", "É");
  }

  @Test
  void equalTextsAndTheTemplatesOwnWordsAreToldApart() {
    RenderedPrompt prompt = SpanFinder.find(slots("USER", "USER", "A"), SpanFinderTest::plain);
    assertThat(prompt.text()).isEqualTo("USER: USER USER A ASSISTANT:");
    assertThat(prompt.spans())
        .containsExactly(
            new RenderedPrompt.Span(6, 10, CONTEXT, 0),
            new RenderedPrompt.Span(11, 15, CONTEXT, 1),
            new RenderedPrompt.Span(16, 17, QUESTION, 2));
  }

  @Test
  void emptyTextsHaveNoSpan() {
    assertThat(found(SpanFinderTest::plain, "", "x")).containsExactly("x");
  }

  @Test
  void aTemplateMayReorderRepeatAndLeaveOut() {
    RenderedPrompt prompt =
        SpanFinder.find(
            slots("one", "two", "three"),
            texts -> texts.get(2) + "|" + texts.get(0) + "|" + texts.get(0));
    assertThat(prompt.spans())
        .extracting(RenderedPrompt.Span::message, RenderedPrompt.Span::start)
        .containsExactly(tuple(2, 0), tuple(0, 6), tuple(0, 10));
  }

  @Test
  void privateCharactersOfTheTextsAreNotTakenForMarks() {
    String all =
        IntStream.range(0xE000, 0xF8F0).mapToObj(Character::toString).collect(Collectors.joining());
    assertThat(found(SpanFinderTest::plain, "\uE000\uE001", all))
        .containsExactly("\uE000\uE001", all);
  }

  @Test
  void whereNoCharacterIsLeftForMarksTheTextsAreSearched() {
    String all =
        IntStream.rangeClosed(0xE000, 0xF8FF)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    assertThat(found(SpanFinderTest::plain, all, "two")).containsExactly(all, "two");
  }

  @Test
  void aTemplateThatLooksIntoTheTextsIsSearchedAndWhatItChangedHasNoSpan() {
    Function<List<String>, String> picky =
        texts -> {
          if (!texts.getFirst().startsWith("/")) {
            throw new FoveaException("expected a command");
          }
          return "[" + texts.get(0).strip() + "] " + texts.get(1).replace('o', '0') + texts.get(2);
        };
    assertThat(found(picky, "/see ", "world", "two")).containsExactly("/see", "two");

    Function<List<String>, String> counting =
        texts ->
            texts.stream().map(text -> text.length() + ":" + text).collect(Collectors.joining());
    assertThat(found(counting, "one", "three")).containsExactly("one", "three");
  }

  private static String plain(List<String> texts) {
    return "USER: " + String.join(" ", texts) + " ASSISTANT:";
  }

  private static List<String> found(Function<List<String>, String> template, String... texts) {
    RenderedPrompt prompt = SpanFinder.find(slots(texts), template);
    assertThat(prompt.text()).isEqualTo(template.apply(List.of(texts)));
    return prompt.spans().stream()
        .map(span -> prompt.text().substring(span.start(), span.end()))
        .toList();
  }

  private static List<Slot> slots(String... texts) {
    return IntStream.range(0, texts.length)
        .mapToObj(i -> new Slot(texts[i], i < texts.length - 1 ? CONTEXT : QUESTION, i))
        .toList();
  }
}
