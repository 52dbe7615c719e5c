package dev.fovea.pruning.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.score.PositionScores;
import dev.fovea.pruning.score.TokenScores;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorTest {

  @Test
  void theLowestGoAndOfEqualScoresTheLaterPositionGoesFirst() {
    Selection selection = select(Layouts.context(6), scores(2, 1, 3, 1, 1, 9), "rate=0.4");

    assertThat(selection.dropped()).containsExactly(3, 4);
    assertThat(selection.kept()).containsExactly(0, 1, 2, 5);
    assertThat(List.of(0, 1, 2, 3, 4, 5)).map(selection::rank).containsExactly(3, 2, 4, 1, 0, 5);
  }

  @Test
  void theNumberDroppedIsRoundedDown() {
    TokenScores scores = scores(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    assertThat(select(Layouts.context(10), scores, "rate=0.29").dropped()).hasSize(2);
    assertThat(select(Layouts.context(10), scores, "rate=0.3").dropped()).hasSize(3);
    assertThat(select(Layouts.context(10), scores, "rate=1").kept()).isEmpty();
  }

  @Test
  void atMostTheGivenNumberOfTokensIsKept() {
    TokenScores scores = scores(1, 2, 3, 4, 5);

    assertThat(select(Layouts.context(5), scores, "tokens=2").kept()).containsExactly(3, 4);
    assertThat(select(Layouts.context(5), scores, "tokens=0").kept()).isEmpty();
    assertThat(select(Layouts.context(5), scores, "tokens=5").fallback()).isPresent();
  }

  @Test
  void atMostTheGivenShareOfAllScoresIsDropped() {
    TokenScores scores = scores(0.125, 0.5, 0.0625, 0.25, 0.0625);

    assertThat(select(Layouts.context(5), scores, "mass=0.125").dropped()).containsExactly(2, 4);
    assertThat(select(Layouts.context(5), scores, "mass=0.12").dropped()).containsExactly(4);
    assertThat(select(Layouts.context(5), scores, "mass=0.25").dropped()).containsExactly(0, 2, 4);
  }

  @Test
  void theShareOfScoresCountsWhatMayNotGoToo() {
    PromptLayout layout =
        Layouts.of(TokenRole.SPECIAL, TokenRole.CONTEXT, TokenRole.CONTEXT, TokenRole.QUESTION);

    assertThat(select(layout, scores(6, 1, 2, 1), "mass=0.1").dropped()).containsExactly(1);
    assertThat(select(layout, scores(6, 1, 2, 1), "mass=0.3").dropped()).containsExactly(1, 2);
  }

  @Test
  void aScheduleTakesTheRateOfTheContextsLength() {
    TokenScores scores = PositionScores.recency(20);

    assertThat(select(Layouts.context(20), scores, "schedule=10:0.1,20:0.5").dropped()).hasSize(10);
    assertThat(select(Layouts.context(20), scores, "schedule=10:0.1,21:0.5").dropped()).hasSize(2);
  }

  @Test
  void wholeUnitsGoLowestFirstAndNeverMoreTokensThanTheRateAllows() {
    PromptLayout layout =
        new Layouts()
            .add(TokenRole.CONTEXT, 0, "a", " bb", "b", " cc", "c", "c", " d", " e")
            .build();
    TokenScores scores = scores(5, 1, 2, 3, 3, 4, 6, 7);

    assertThat(select(layout, scores, "unit=word", "rate=0.25").dropped()).containsExactly(1, 2);
    assertThat(select(layout, scores, "unit=word", "rate=0.5").dropped()).containsExactly(1, 2);
    assertThat(select(layout, scores, "unit=word", "rate=0.625").dropped())
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(select(layout, scores, "unit=word", "tokens=5").dropped())
        .containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void aUnitScoresTheMaximumOrTheMeanOfItsTokens() {
    PromptLayout layout = new Layouts().add(TokenRole.CONTEXT, 0, "a", "a", " bb", "b").build();
    TokenScores scores = scores(9, 0, 5, 5);

    assertThat(select(layout, scores, "unit=word", "rate=0.5", "unit-pool=max").dropped())
        .containsExactly(2, 3);
    assertThat(select(layout, scores, "unit=word", "rate=0.5", "unit-pool=mean").dropped())
        .containsExactly(0, 1);
  }

  @Test
  void onlyTheKindThatIsPrunedMayGo() {
    PromptLayout layout = Layouts.of(TokenRole.values());
    TokenScores scores = PositionScores.recency(layout.size());

    assertThat(dropped(layout, scores, "what=text")).containsExactly(TokenRole.CONTEXT);
    assertThat(dropped(layout, scores, "what=visual")).containsExactly(TokenRole.VISUAL);
    assertThat(dropped(layout, scores, "what=any"))
        .containsExactly(TokenRole.CONTEXT, TokenRole.VISUAL);
  }

  @Test
  void whatACallerProtectsStays() {
    PromptLayout layout =
        new Layouts().add(TokenRole.CONTEXT, 0, "The", " boat", " has", " 12", " oars").build();
    TokenScores scores = PositionScores.recency(5);

    assertThat(select(layout, scores, "rate=1", "protect-first=2").kept()).containsExactly(0, 1);
    assertThat(select(layout, scores, "rate=1", "protect-last=2").kept()).containsExactly(3, 4);
    assertThat(select(layout, scores, "rate=1", "protect=\\d|has").kept()).containsExactly(2, 3);
    assertThat(select(layout, scores, "rate=1", "protect-spans=3..4,17..18").kept())
        .containsExactly(1, 4);
    assertThat(select(layout, scores, "rate=1", "protect-first=99").fallback())
        .map(Fallback::reason)
        .contains("Nothing was pruned: the prompt has no context text that may go.");
    assertThatThrownBy(() -> select(layout, scores, "protect-spans=3..99"))
        .hasMessage("protect-spans: 3..99 lies beyond the prompt of 20 characters");
  }

  @Test
  void aPatternThatSearchesTooDeepIsToldInOneLine() {
    PromptLayout layout = new Layouts().add(TokenRole.CONTEXT, 0, "ab".repeat(100_000)).build();

    assertThatThrownBy(() -> select(layout, scores(1), "protect=(a|b)*"))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("protect=(a|b)* needs too deep a search in a prompt of 200000");
    assertThat(select(layout, scores(1), "protect=[ab]*").fallback()).isPresent();
  }

  @Test
  void theReasonIsSaidWhereNothingIsPruned() {
    assertThat(reason(Layouts.of(TokenRole.QUESTION), scores(1), "rate=0.3"))
        .isEqualTo("Nothing was pruned: the prompt has no context text that may go.");
    assertThat(reason(Layouts.context(4), scores(1, 2, 3, 4), "min-text=5", "rate=0.5"))
        .isEqualTo("Nothing was pruned: 4 prunable tokens are fewer than min-text=5.");
    assertThat(reason(Layouts.context(4), scores(1, 2, 3, 4), "rate=0.2"))
        .isEqualTo(
            "Nothing was pruned: rate=0.2 and unit=token let none of the 4 prunable tokens go.");
    assertThat(reason(Layouts.context(4), scores(3, 3, 3 + 1e-6, 3), "rate=0.5"))
        .isEqualTo(
            "Nothing was pruned: all 4 prunable tokens score 3.00000, so there is no order among"
                + " them; flat=drop drops the later ones.");
    assertThat(select(Layouts.context(4), scores(3, 3, 3 + 1e-5, 3), "rate=0.5").dropped())
        .containsExactly(1, 3);
  }

  @Test
  void ofFlatScoresThePolicySaysWhetherTheLaterOnesGo() {
    TokenScores flat = scores(0, 0, 0, 0);

    assertThat(select(Layouts.context(4), flat, "rate=0.5", "flat=keep").dropped()).isEmpty();
    assertThat(select(Layouts.context(4), flat, "rate=0.5", "flat=drop").dropped())
        .containsExactly(2, 3);
    assertThat(select(Layouts.context(4), flat, "rate=0.5", "flat=drop").fallback()).isEmpty();
  }

  @Test
  void everyPositionNeedsAScore() {
    assertThatThrownBy(() -> select(Layouts.context(4), scores(1, 2)))
        .hasMessage("expected 4 scores, one for each position of the prompt, found 2");
  }

  private static TokenScores scores(double... scores) {
    return TokenScores.of(scores);
  }

  private static Selection select(PromptLayout layout, TokenScores scores, String... settings) {
    PruningPolicy unprotected =
        PolicySettings.apply(PruningPolicy.preset("paper"), List.of("protect-last=0"));
    return Selector.select(PolicySettings.apply(unprotected, List.of(settings)), layout, scores);
  }

  private static List<TokenRole> dropped(PromptLayout layout, TokenScores scores, String what) {
    return layout.select(select(layout, scores, what, "rate=1").dropped()).tokens().stream()
        .map(PromptLayout.Token::role)
        .toList();
  }

  private static String reason(PromptLayout layout, TokenScores scores, String... settings) {
    Selection selection = select(layout, scores, settings);
    assertThat(selection.dropped()).isEmpty();
    return selection.fallback().orElseThrow().reason();
  }
}
