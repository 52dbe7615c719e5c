package dev.fovea.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TokenGroupTest {

  @Test
  void byteTokensOfOneCharacterAreOneGroup() {
    PromptLayout layout =
        new PromptLayout(
            "a🙂haha",
            List.of(
                token(TokenRole.CONTEXT, 0, 1),
                token(TokenRole.CONTEXT, 1, 3),
                token(TokenRole.CONTEXT, 1, 3),
                token(TokenRole.CONTEXT, 1, 3),
                token(TokenRole.CONTEXT, 3, 5),
                token(TokenRole.CONTEXT, 5, 7)));

    assertThat(TokenGroup.of(layout))
        .containsExactly(
            new TokenGroup(TokenRole.CONTEXT, 0, 0, "", "a"),
            new TokenGroup(TokenRole.CONTEXT, 1, 3, "", "🙂"),
            new TokenGroup(TokenRole.CONTEXT, 4, 4, "", "ha"),
            new TokenGroup(TokenRole.CONTEXT, 5, 5, "", "ha"));
  }

  @Test
  void tokensThatOverlapInPartAreOneGroup() {
    PromptLayout layout =
        new PromptLayout(
            "x 日y",
            List.of(
                token(TokenRole.CONTEXT, 0, 1),
                token(TokenRole.CONTEXT, 1, 3),
                token(TokenRole.CONTEXT, 2, 3),
                token(TokenRole.CONTEXT, 3, 4)));

    assertThat(TokenGroup.of(layout))
        .extracting(TokenGroup::characters)
        .containsExactly("x", " 日", "y");
  }

  @Test
  void visualTokensOfTwoPicturesAreTwoGroups() {
    PromptLayout layout =
        new PromptLayout(
            "<i><i>",
            List.of(
                token(TokenRole.VISUAL, 0, 3),
                token(TokenRole.VISUAL, 0, 3),
                token(TokenRole.VISUAL, 3, 6),
                token(TokenRole.VISUAL, 3, 6)));

    assertThat(TokenGroup.of(layout))
        .containsExactly(
            new TokenGroup(TokenRole.VISUAL, 0, 1, "", "<i>"),
            new TokenGroup(TokenRole.VISUAL, 2, 3, "", "<i>"));
  }

  @Test
  void gapsAndCharactersPutTogetherAreTheText() {
    String text = " two  spaces\n";
    PromptLayout layout =
        new PromptLayout(
            text,
            List.of(
                token(TokenRole.SPECIAL, 0, 0),
                token(TokenRole.CONTEXT, 1, 4),
                token(TokenRole.TEMPLATE, 5, 12),
                token(TokenRole.TEMPLATE, 5, 12),
                token(TokenRole.QUESTION, 12, 13)));

    List<TokenGroup> groups = TokenGroup.of(layout);

    assertThat(groups.stream().map(group -> group.gap() + group.characters()))
        .containsExactly("", " two", "  spaces", "\n");
    assertThat(
            groups.stream()
                .map(group -> group.gap() + group.characters())
                .collect(Collectors.joining()))
        .isEqualTo(text);
  }

  private static Token token(TokenRole role, int start, int end) {
    return new Token(7, role, start, end, 0);
  }
}
