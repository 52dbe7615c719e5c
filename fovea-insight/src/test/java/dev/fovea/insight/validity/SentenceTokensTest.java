package dev.fovea.insight.validity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceTokensTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"llava", "llava-spm", "internvl", "idefics3", "gemma3", "mistral3", "qwen2_5_vl"})
  void everyTokenOfTheContextBelongsToTheSentenceThatItSpells(String fixture) {
    RgbImage picture = new RgbImage(60, 60, new byte[10_800]);
    try (Engine engine =
        Engine.load(Path.of("..", "fixtures", fixture), new EngineOptions("float32", "cpu", 1))) {
      for (WorthContext context : new WorthGenerator(5, 2, 1).contexts(3)) {
        WorthContext seen = context.withImages(List.of(new Part.Image("black", picture)));
        PromptLayout layout = engine.layout(seen.prompt());

        List<List<Integer>> tokens = SentenceTokens.of(seen, layout);

        assertThat(tokens).hasSize(8);
        for (int i = 0; i < tokens.size(); i++) {
          int[] ids = tokens.get(i).stream().mapToInt(p -> layout.tokens().get(p).id()).toArray();
          assertThat(engine.tokenizer().decode(ids, true).strip())
              .isEqualTo(seen.sentences().get(i).text());
        }
        assertThat(tokens.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray())
            .isEqualTo(layout.positions(TokenRole.CONTEXT));
      }
    }
  }
}
