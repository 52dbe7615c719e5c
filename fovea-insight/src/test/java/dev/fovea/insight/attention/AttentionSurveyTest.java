package dev.fovea.insight.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;

/// Holds the survey against the attention that transformers recorded for the same embeddings.
class AttentionSurveyTest {
  private static final Path MODEL = Path.of("..", "fixtures", "llava");
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final double TOLERANCE = 5e-5;

  @Test
  void sharesAreThoseOfTheRecordedAttention() {
    Path record = MODEL.resolve("reference");
    Prompt prompt =
        new Prompt(
            List.of(
                new Message(
                    Message.Role.USER,
                    List.of(
                        new Part.Image("wide.png", ImageDecoder.decode(record.resolve("wide.png"))),
                        new Part.Text("What?")))));
    try (Engine engine = Engine.load(MODEL, EngineOptions.DEFAULT);
        SafetensorsFile reference = SafetensorsFile.open(record.resolve("one_image.safetensors"))) {
      PromptLayout layout = engine.layout(prompt);
      AttentionSurvey survey = new AttentionSurvey(layout);
      try (PreparedPrompt prepared = recorded(reference, layout)) {
        engine.observe(prepared, survey, engine.info().layers());
      }

      AttentionSurvey.Result result = survey.result();
      int[] visual = layout.positions(TokenRole.VISUAL);
      int[] question = layout.positions(TokenRole.QUESTION);
      assertThat(visual).hasSize(16);
      assertThat(question).isNotEmpty();
      assertThat(result.questionTokens()).isEqualTo(question.length);
      assertThat(result.visualShare()).hasSize(4);
      int last = layout.size() - 1;
      double onVisual = 0;
      for (int layer = 0; layer < 4; layer++) {
        double share = 0;
        for (int key : visual) {
          share += mean(reference, layer, last, key);
        }
        assertThat(result.visualShare().get(layer)).isCloseTo(share, offset(TOLERANCE));
        for (int key = 0; key < layout.size(); key++) {
          double asked = 0;
          for (int row : question) {
            asked += mean(reference, layer, row, key) / question.length;
          }
          onVisual += layout.tokens().get(key).role() == TokenRole.VISUAL ? asked / 4 : 0;
          assertThat((double) result.fromQuestion().get(layer)[key])
              .isCloseTo(asked, offset(TOLERANCE));
          assertThat((double) result.fromLast().get(layer)[key])
              .isCloseTo(mean(reference, layer, last, key), offset(TOLERANCE));
        }
      }
      assertThat(result.questionOnVisual()).isCloseTo(onVisual, offset(TOLERANCE));
      assertThat(result.visual()).hasSize(16);
    }
  }

  private static PreparedPrompt recorded(SafetensorsFile reference, PromptLayout layout) {
    TensorEntry embeddings = entry(reference, "inputs_embeds");
    float[] values = embeddings.data().toArray(FLOAT);
    return new PreparedPrompt(
        layout,
        Positions.sequence(layout.size()),
        Tensors.of(values, new Device("cpu"), 1, layout.size(), values.length / layout.size()),
        List.of(),
        new PreparedPrompt.Timings(0, 0));
  }

  /// Mean over heads of one recorded weight, `[heads, n, n]`.
  private static double mean(SafetensorsFile reference, int layer, int query, int key) {
    TensorEntry weights = entry(reference, "attention.layer" + layer);
    long heads = weights.sizes()[0];
    long length = weights.sizes()[1];
    double sum = 0;
    for (long head = 0; head < heads; head++) {
      sum += weights.data().getAtIndex(FLOAT, (head * length + query) * length + key);
    }
    return sum / heads;
  }

  private static TensorEntry entry(SafetensorsFile reference, String name) {
    TensorEntry entry = reference.tensors().get(name);
    assertThat(entry).isNotNull();
    return entry;
  }
}
