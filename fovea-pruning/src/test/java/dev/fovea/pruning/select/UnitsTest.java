package dev.fovea.pruning.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnitsTest {

  @Test
  void aTokenIsAUnit() {
    assertThat(units(Layouts.context(3), "unit=token"))
        .containsExactly(List.of(0), List.of(1), List.of(2));
  }

  @Test
  void whatIsFixedIsNoUnit() {
    PromptLayout layout =
        Layouts.of(TokenRole.VISUAL, TokenRole.VISUAL, TokenRole.VISUAL, TokenRole.CONTEXT)
            .withFixed(new int[] {1});

    assertThat(units(layout, "what=visual")).containsExactly(List.of(0), List.of(2));
    assertThat(units(layout, "what=any")).containsExactly(List.of(0), List.of(2), List.of(3));
  }

  @Test
  void aWordIsWhatLiesBetweenWhiteSpaceWhereverTheTokenizerPutsTheSpace() {
    PromptLayout spaceBefore = context("The", " light", "house", " keeper", ",", " and");
    PromptLayout spaceAfter = context("The ", "light", "house ", "keeper", ", ", "and");
    PromptLayout spaceAlone = context("The", " ", "light", "house", "\n", "keeper", ", ", "and");

    assertThat(characters(spaceBefore, "unit=word"))
        .containsExactly("The", " lighthouse", " keeper,", " and");
    assertThat(characters(spaceAfter, "unit=word"))
        .containsExactly("The ", "lighthouse ", "keeper, ", "and");
    assertThat(characters(spaceAlone, "unit=word"))
        .containsExactly("The ", "lighthouse\n", "keeper, ", "and");
  }

  @Test
  void theByteTokensOfOneCharacterStayTogether() {
    PromptLayout layout =
        new Layouts()
            .add(TokenRole.CONTEXT, 0, "a", " b")
            .addBytes(TokenRole.CONTEXT, 0, "🦊", 4)
            .addBytes(TokenRole.CONTEXT, 0, " ", 2)
            .addBytes(TokenRole.CONTEXT, 0, "☂", 3)
            .build();

    assertThat(units(layout, "unit=word"))
        .containsExactly(List.of(0), List.of(1, 2, 3, 4, 5, 6, 7), List.of(8, 9, 10));
  }

  @Test
  void theTokensOfOneCharacterAreOneUnit() {
    PromptLayout layout =
        new Layouts()
            .add(TokenRole.CONTEXT, 0, "a")
            .addBytes(TokenRole.CONTEXT, 0, "港", 3)
            .add(
                TokenRole.CONTEXT,
                0,
                "e",
                "\u0301",
                "",
                "👨",
                "\u200d",
                "👩",
                "ก",
                "็",
                "\r",
                "\n",
                "")
            .build();

    assertThat(units(layout, "unit=token"))
        .containsExactly(
            List.of(0),
            List.of(1, 2, 3),
            List.of(4, 5),
            List.of(6),
            List.of(7, 8, 9),
            List.of(10, 11),
            List.of(12),
            List.of(13),
            List.of(14));
    assertThat(units(layout, "unit=token", "protect=港"))
        .doesNotContain(List.of(1, 2, 3))
        .hasSize(8);
    assertThat(units(layout, "unit=token", "protect-last=4"))
        .as("a character with a protected token stays whole")
        .hasSize(5);
  }

  @Test
  void aCharacterThatTheTemplateHasAPartOfStays() {
    PromptLayout layout =
        new Layouts()
            .addBytes(TokenRole.TEMPLATE, 0, "港", 2)
            .overlapping(TokenRole.CONTEXT, 0, "", 1)
            .add(TokenRole.CONTEXT, 0, "b")
            .build();

    for (String unit : List.of("token", "word", "sentence", "turn")) {
      assertThat(units(layout, "unit=" + unit)).containsExactly(List.of(3));
    }
  }

  @Test
  void wordsThatShareATokenStayTogether() {
    assertThat(characters(context("in", " front of", " it"), "unit=word"))
        .containsExactly("in", " front of", " it");
    assertThat(characters(context("be", "low the", "re now", "."), "unit=word"))
        .containsExactly("below there now.");
  }

  @Test
  void aTokenWithoutCharactersBelongsToItsNeighbours() {
    PromptLayout layout = context("a", " bo", "", "at", " c");

    assertThat(units(layout, "unit=word"))
        .containsExactly(List.of(0), List.of(1, 2, 3), List.of(4));
  }

  @Test
  void aSentenceEndsAsTheLanguageSaysAndAtABlankLine() {
    PromptLayout layout =
        context("It", " is", " 3.5", " m", ".", " Red", "?", " No", " dot", "\n\n", "New", " line");

    assertThat(characters(layout, "unit=sentence"))
        .containsExactly("It is 3.5 m.", " Red?", " No dot\n\n", "New line");
  }

  @Test
  void aTurnIsAMessageAndAVisualTokenIsAlwaysItsOwn() {
    PromptLayout layout =
        new Layouts()
            .add(TokenRole.TEMPLATE, 0, "USER:")
            .add(TokenRole.CONTEXT, 0, " a", " b")
            .add(TokenRole.VISUAL, 0, "", "")
            .add(TokenRole.CONTEXT, 0, " c")
            .add(TokenRole.TEMPLATE, 1, "ASSISTANT:")
            .add(TokenRole.CONTEXT, 1, " d")
            .build();

    assertThat(units(layout, "unit=turn")).containsExactly(List.of(1, 2, 5), List.of(7));
    assertThat(units(layout, "unit=turn", "what=any"))
        .containsExactly(List.of(1, 2, 5), List.of(3), List.of(4), List.of(7));
    assertThat(units(layout, "unit=sentence", "what=any"))
        .containsExactly(List.of(1, 2), List.of(3), List.of(4), List.of(5), List.of(7));
  }

  @Test
  void wordsDoNotReachOverATemplateTokenOrAMessage() {
    PromptLayout layout =
        new Layouts()
            .add(TokenRole.CONTEXT, 0, "red")
            .add(TokenRole.TEMPLATE, 0, "|")
            .add(TokenRole.CONTEXT, 0, "boat")
            .add(TokenRole.CONTEXT, 1, "salt")
            .build();

    assertThat(units(layout, "unit=word")).containsExactly(List.of(0), List.of(2), List.of(3));
  }

  @Test
  void aUnitWithAProtectedTokenStaysWhole() {
    PromptLayout layout = context("pay", " 1", "20", " euro", " now");

    assertThat(characters(layout, "unit=word", "protect=2"))
        .containsExactly("pay", " euro", " now");
    assertThat(characters(layout, "unit=token", "protect=2"))
        .containsExactly("pay", " 1", " euro", " now");
    assertThat(characters(layout, "unit=sentence", "protect=2")).isEmpty();
  }

  private static PromptLayout context(String... pieces) {
    return new Layouts().add(TokenRole.CONTEXT, 0, pieces).build();
  }

  private static List<List<Integer>> units(PromptLayout layout, String... settings) {
    PruningPolicy unprotected =
        PolicySettings.apply(PruningPolicy.preset("paper"), List.of("protect-last=0"));
    return Units.of(PolicySettings.apply(unprotected, List.of(settings)), layout);
  }

  private static List<String> characters(PromptLayout layout, String... settings) {
    return units(layout, settings).stream()
        .map(unit -> String.join("", unit.stream().map(layout::characters).toList()))
        .toList();
  }
}
