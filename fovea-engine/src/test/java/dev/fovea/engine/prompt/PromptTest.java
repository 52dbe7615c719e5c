package dev.fovea.engine.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.Message.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTest {
  private static Message message(Role role, Part... parts) {
    return new Message(role, List.of(parts));
  }

  private static Message says(Role role, String text) {
    return message(role, new Part.Text(text));
  }

  @Test
  void aPromptHasAQuestionAndNoAnswerYet() {
    String none =
        "messages: expected at least one of role \"user\", whose last one is the question, found none";
    assertThatThrownBy(() -> new Prompt(List.of()))
        .isInstanceOf(FoveaException.class)
        .hasMessage(none);
    assertThatThrownBy(() -> new Prompt(List.of(says(Role.SYSTEM, "Be short."))))
        .isInstanceOf(FoveaException.class)
        .hasMessage(none);
    assertThatThrownBy(
            () -> new Prompt(List.of(says(Role.USER, "Why?"), says(Role.ASSISTANT, "So."))))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "messages[1]: expected the last user turn, which is the question, at the end, found a"
                + " turn of the assistant behind it");
    Prompt prompt =
        new Prompt(
            List.of(
                says(Role.USER, "Why?"),
                says(Role.ASSISTANT, "So."),
                says(Role.USER, "And?"),
                says(Role.SYSTEM, "Be short.")));
    assertThat(prompt.question()).isEqualTo(2);
  }

  @Test
  void contextIsWhatMayGo() {
    Part image = new Part.Image("a", new RgbImage(1, 1, new byte[3]));
    Message question = message(Role.USER, image, new Part.Text("Why?"));

    assertThat(new Prompt(List.of(question)).hasContext()).isFalse();
    assertThat(new Prompt(List.of(says(Role.SYSTEM, "Be short."), question)).hasContext())
        .isFalse();
    assertThat(
            new Prompt(List.of(message(Role.USER, new Part.Protected("Long.")), question))
                .hasContext())
        .isFalse();
    assertThat(
            new Prompt(List.of(message(Role.USER, new Part.Context(" ")), question)).hasContext())
        .isFalse();
    assertThat(new Prompt(List.of(says(Role.USER, "Who?"), question)).hasContext()).isTrue();
    assertThat(
            new Prompt(List.of(message(Role.SYSTEM, new Part.Context("Long.")), question))
                .hasContext())
        .isTrue();
    assertThat(
            new Prompt(
                    List.of(message(Role.USER, new Part.Context("Long."), new Part.Text("Why?"))))
                .hasContext())
        .isTrue();
  }
}
