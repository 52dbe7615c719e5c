package dev.fovea.engine.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.Message.Role;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PromptBuilderTest {
  private static final Path PICTURE = Path.of("../fixtures/llava/reference/wide.png");
  private static final RgbImage DOT = new RgbImage(1, 1, new byte[3]);

  @Test
  void partsComeInTheOrderOfTheCalls() {
    Prompt prompt =
        Prompt.builder()
            .image(DOT)
            .context("Notes.")
            .turn("What is it?", "A dot.")
            .text("Mind the color.")
            .image(PICTURE)
            .context("More notes.\n")
            .system("Be short.")
            .question("And this?")
            .build();

    assertThat(prompt.messages())
        .extracting(Message::role)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.USER);
    assertThat(prompt.messages().get(0).parts())
        .containsExactly(
            new Part.Image("image", DOT),
            new Part.Context("Notes.\n"),
            new Part.Text("What is it?"));
    assertThat(prompt.messages().get(1).parts()).containsExactly(new Part.Text("A dot."));
    assertThat(prompt.messages().get(2).parts()).containsExactly(new Part.Text("Be short."));
    List<Part> last = prompt.messages().get(3).parts();
    assertThat(last)
        .hasSize(4)
        .contains(new Part.Protected("Mind the color."), new Part.Text("And this?"));
    assertThat(last.get(1))
        .isInstanceOfSatisfying(
            Part.Image.class, image -> assertThat(image.name()).isEqualTo("wide.png"));
    assertThat(last.get(2)).isEqualTo(new Part.Context("More notes.\n"));
  }

  /// In an earlier turn, too, where other text is context.
  @Test
  void textStays() {
    assertThat(Prompt.builder().text("Stays.").turn("", "").question("Why?").build().hasContext())
        .isFalse();
  }

  @Test
  void aQuestionMayStandBeforeTheImage() {
    PromptBuilder builder = Prompt.builder().text("What is it?").image(DOT);
    Prompt prompt = builder.build();
    assertThat(prompt.messages())
        .containsExactly(
            new Message(
                Role.USER,
                List.of(new Part.Protected("What is it?"), new Part.Image("image", DOT))));
    assertThat(builder.build()).isEqualTo(prompt);
  }

  @Test
  void aPromptWithoutAQuestionIsRefused() {
    String none = "prompt: expected a question after the last image or context, found none";
    refused(() -> Prompt.builder().image(DOT).build(), none);
    refused(() -> Prompt.builder().context("Notes.").build(), none);
    refused(() -> Prompt.builder().turn("Why?", "So.").image(DOT).build(), none);
    refused(
        () -> Prompt.builder().build(),
        "messages: expected at least one of role \"user\", whose last one is the question, found none");
    assertThatThrownBy(() -> Prompt.builder().turn("Why?", "So.").build())
        .isInstanceOf(FoveaException.class);
  }

  @Test
  void nothingComesAfterTheQuestion() {
    String last = "prompt: expected the question as the last thing, found something added after it";
    refused(() -> Prompt.builder().question("Why?").image(DOT), last);
    refused(() -> Prompt.builder().question("Why?").context("Notes."), last);
    refused(() -> Prompt.builder().question("Why?").text("Why not?"), last);
    refused(() -> Prompt.builder().question("Why?").question("Why not?"), last);
    refused(() -> Prompt.builder().question("Why?").turn("Why not?", "So."), last);
    refused(() -> Prompt.builder().question("Why?").system("Be short."), last);
  }

  private static void refused(ThrowingCallable work, String message) {
    assertThatThrownBy(work).isInstanceOf(FoveaException.class).hasMessage(message);
  }
}
