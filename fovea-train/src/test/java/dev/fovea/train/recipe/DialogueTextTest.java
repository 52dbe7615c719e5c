package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.builtin.BuiltinModel;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.internal.text.ChatTemplate;
import dev.fovea.engine.internal.text.PictureTexts;
import dev.fovea.engine.internal.text.PromptTokenizer;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.text.SpecialTokens;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.scenes.dialogue.OtherQuestion;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.dialogue.SampleForm;
import dev.fovea.scenes.scene.ScenePainter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Dialogues that are trained on against what the engine makes of the same conversation.
class DialogueTextTest {
  private static final int VISUAL = 9;

  @TempDir private static Path cache = Path.of("");

  private static ModelFolder folder() {
    return ModelFolder.open(BuiltinModel.folder(Map.of("XDG_CACHE_HOME", cache.toString())));
  }

  @ParameterizedTest
  @EnumSource
  void idsAreThoseOfTheChatTemplateAndAnswersHaveTheirWeight(SampleForm form) {
    ModelFolder folder = folder();
    SpecialTokens specials = SpecialTokens.of(folder);
    ChatTemplate template = ChatTemplate.of(folder, specials);
    try (Tokenizer tokenizer = Tokenizer.open(folder.path())) {
      DialogueText dialogues = new DialogueText(tokenizer, VISUAL);
      PromptTokenizer prompts = new PromptTokenizer(tokenizer, specials);
      PictureTexts pictures =
          new PictureTexts("<image>", dialogues.image(), List.of("<image>".repeat(VISUAL)));
      for (Sample sample : Samples.of(form, 12)) {
        DialogueText.Tokens found = dialogues.of(sample, 2, 0.25);
        float[] weights = new float[found.ids().length];
        Arrays.fill(weights, 1, weights.length, 0.25f);
        int end = 0;
        for (int i = 0; i < sample.exchanges().size(); i++) {
          int[] asked = prompts.layout(template.render(prompt(sample, i)), pictures).ids();
          assertThat(Arrays.copyOf(found.ids(), asked.length)).containsExactly(asked);
          String answer = sample.exchanges().get(i).request().answer();
          int[] answered = tokenizer.encode(" " + answer + "</s>", false).ids();
          end = asked.length + answered.length;
          assertThat(Arrays.copyOfRange(found.ids(), asked.length, end)).containsExactly(answered);
          boolean knowable = !(sample.exchanges().get(i).request() instanceof OtherQuestion);
          Arrays.fill(weights, asked.length, end, knowable ? 2 : 0.25f);
        }
        for (int i = 0; i < end; i++) {
          weights[i] = found.ids()[i] == dialogues.image() ? 0 : weights[i];
        }
        assertThat(found.ids()).hasSize(end);
        assertThat(found.weights()).containsExactly(weights);
        for (int i = 0; i < end; i++) {
          assertThat(found.answered()[i]).isEqualTo(weights[i] == 2);
        }
      }
    }
  }

  /// The conversation up to a question.
  private static Prompt prompt(Sample sample, int exchange) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i <= exchange; i++) {
      List<Part> parts = new ArrayList<>();
      if (i == 0) {
        parts.add(new Part.Image("scene", ScenePainter.paint(sample.scene())));
      } else {
        String answer = sample.exchanges().get(i - 1).request().answer();
        messages.add(new Message(Message.Role.ASSISTANT, List.of(new Part.Text(answer))));
      }
      parts.add(new Part.Text(sample.exchanges().get(i).userText()));
      messages.add(new Message(Message.Role.USER, parts));
    }
    return new Prompt(messages);
  }

  @Test
  void interleavedSamplesAskAboutOtherPicturesToo() {
    assertThat(
            Samples.of(SampleForm.INTERLEAVED, 12).stream()
                .flatMap(sample -> sample.exchanges().stream())
                .filter(exchange -> exchange.request() instanceof OtherQuestion))
        .hasSizeGreaterThan(5);
  }

  /// Where the vocabulary is so small that the words before an answer are spelled in bytes.
  @Test
  void answersAreFoundByAllTokensOfTheWordsBeforeThem(@TempDir Path folder) throws Exception {
    SmallTokenizer.write(folder, 260);
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      Sample sample = Samples.of(SampleForm.SHORT, 1).getFirst();
      DialogueText.Tokens found = new DialogueText(tokenizer, VISUAL).of(sample, 1, 0);
      int expected =
          sample.exchanges().stream()
              .mapToInt(it -> tokenizer.encode(" " + it.request().answer(), false).ids().length + 1)
              .sum();
      int counting = 0;
      for (float weight : found.weights()) {
        counting += weight > 0 ? 1 : 0;
      }
      assertThat(counting).isEqualTo(expected);
    }
  }
}
