package dev.fovea.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class QueriesTest {

  private static final PromptLayout LAYOUT =
      layout(
          TokenRole.SPECIAL,
          TokenRole.CONTEXT,
          TokenRole.QUESTION,
          TokenRole.VISUAL,
          TokenRole.QUESTION,
          TokenRole.TEMPLATE);

  @Test
  void theQueriesArePositionsOfThePrompt() {
    assertThat(Queries.parse("all").positions(LAYOUT)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(Queries.parse("question").positions(LAYOUT)).containsExactly(2, 4);
    assertThat(Queries.parse("last").positions(LAYOUT)).containsExactly(5);
    assertThat(Queries.parse("last-2").positions(LAYOUT)).containsExactly(4, 5);
    assertThat(Queries.parse("last-99").positions(LAYOUT)).hasSize(6);
  }

  @Test
  void aPromptWithoutAQuestionIsToldSo() {
    PromptLayout noQuestion = layout(TokenRole.CONTEXT);

    assertThatThrownBy(() -> new Queries.Question().positions(noQuestion))
        .hasMessage(
            "queries=question: the last user turn has no text of its own; use queries=last");
  }

  private static PromptLayout layout(TokenRole... roles) {
    return new PromptLayout(
        "", Arrays.stream(roles).map(role -> new Token(0, role, 0, 0, 0)).toList());
  }
}
