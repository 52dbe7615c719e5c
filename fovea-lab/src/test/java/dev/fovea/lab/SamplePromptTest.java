package dev.fovea.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.Engine;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.scenes.dialogue.EvaluationSamples;
import dev.fovea.scenes.dialogue.Exchange;
import dev.fovea.scenes.dialogue.Message;
import dev.fovea.scenes.dialogue.Part;
import dev.fovea.scenes.dialogue.Request;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.dialogue.SampleSettings;
import dev.fovea.scenes.language.TokenCount;
import dev.fovea.scenes.scene.ScenePainter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplePromptTest {
  private final EvaluationSamples samples =
      new EvaluationSamples(SampleSettings.standard(), TokenCount::approximate, 3);

  /// The first token of a message may begin with the template's blank, and then is the template's.
  private static String afterFirstWord(Part part) {
    return part.text().substring(part.text().indexOf(' '));
  }

  /// The characters that the tokens of a role stand for.
  private static String text(PromptLayout layout, TokenRole role) {
    return IntStream.of(layout.positions(role))
        .mapToObj(layout::characters)
        .collect(Collectors.joining());
  }

  @Test
  void theModelReadsTheMessagesAndNothingButTheQuestionIsTheQuestion() {
    try (Engine engine = Models.builtin()) {
      for (int index = 0; index < 12; index++) {
        Sample sample = samples.sample(index, 160);
        List<Message> messages = sample.messages();
        PromptLayout layout =
            engine.layout(SamplePrompt.of(sample, ScenePainter.paint(sample.scene())));

        int from = 0;
        for (Message message : messages.subList(0, messages.size() - 1)) {
          int found = layout.text().indexOf(message.text(), from);
          assertThat(found).as(message.text()).isNotNegative();
          from = found + message.text().length();
        }
        Request asked = sample.exchanges().getLast().request();
        String question = text(layout, TokenRole.QUESTION).strip();
        assertThat(question).endsWith(afterFirstWord(asked).strip());
        assertThat(asked.text()).endsWith(question);
        String earlier = text(layout, TokenRole.CONTEXT);
        for (Exchange exchange : sample.exchanges()) {
          exchange.context().forEach(part -> assertThat(earlier).contains(afterFirstWord(part)));
        }
        for (Exchange exchange : sample.exchanges().subList(0, sample.exchanges().size() - 1)) {
          assertThat(earlier).contains(afterFirstWord(exchange.request()));
        }
      }
    }
  }

  @Test
  void aSampleWithoutContextIsThePictureAndTheQuestion() {
    Sample sample = samples.sample(0, 1);
    assertThat(sample.exchanges()).hasSize(1);

    try (Engine engine = Models.builtin()) {
      PromptLayout layout =
          engine.layout(SamplePrompt.of(sample, ScenePainter.paint(sample.scene())));

      assertThat(layout.positions(TokenRole.CONTEXT)).isEmpty();
      assertThat(text(layout, TokenRole.QUESTION))
          .isEqualTo(sample.exchanges().getLast().request().text());
    }
  }
}
