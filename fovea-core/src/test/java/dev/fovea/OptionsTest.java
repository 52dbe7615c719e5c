package dev.fovea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.answer.GenerationDefaults;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What options stand for, and that wrong ones are refused where they are given.
class OptionsTest {
  private static final Prompt PLAIN = Prompt.builder().question("Why?").build();
  private static final Prompt LONG = Prompt.builder().context("Notes.").question("Why?").build();

  @Test
  void pruningIsAPolicyForAPrompt() {
    PruningPolicy paper = PruningPolicy.preset("paper");
    assertThat(Pruning.off().forPrompt(LONG)).isEmpty();
    assertThat(Pruning.byDefault().forPrompt(PLAIN)).isEmpty();
    assertThat(Pruning.byDefault().forPrompt(LONG)).contains(paper.withRate(0.3));
    assertThat(Pruning.rate(0.7).forPrompt(PLAIN)).contains(paper.withRate(0.7));
    assertThat(Pruning.preset("h2o").forPrompt(LONG)).contains(PruningPolicy.preset("h2o"));
    assertThat(Pruning.of(paper).forPrompt(LONG)).contains(paper);
    assertThat(Pruning.preset("snapkv").with("unit=sentence", "tokens=40").forPrompt(LONG))
        .contains(
            PolicySettings.apply(
                PruningPolicy.preset("snapkv"), List.of("unit=sentence", "tokens=40")));
    assertThat(AskOptions.DEFAULT.pruning()).isEqualTo(Pruning.byDefault());
  }

  @Test
  void wrongPruningIsRefused() {
    assertThatThrownBy(() -> Pruning.rate(1.5))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> Pruning.preset("snapvk"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("snapkv");
    assertThatThrownBy(() -> Pruning.rate(0.5).with("unit=page"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("page");
    assertThatThrownBy(() -> Pruning.rate(0.5).with("nothing=1"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void askOptionsChangeTheGreedyOnesInOrder() {
    AskOptions options =
        AskOptions.builder()
            .maxTokens(9)
            .sampling(0.5, 3)
            .generation(before ->
                before.withSampling(before.sampling().toBuilder().topK(4).seed(5).build()))
            .stop("\n", "END")
            .build();

    GenerationOptions generation = options.generation(GenerationDefaults.NONE);

    GenerationOptions greedy = GenerationOptions.greedy(9);
    assertThat(generation)
        .isEqualTo(
            greedy
                .withSampling(
                    greedy.sampling().toBuilder().temperature(0.5).topK(4).seed(5).build())
                .withStop(List.of("\n", "END")));
    assertThat(AskOptions.DEFAULT.generation(GenerationDefaults.NONE))
        .isEqualTo(GenerationOptions.greedy(512));
  }

  @Test
  void wrongOptionsAreRefusedWhereTheyAreGiven() {
    assertThatThrownBy(() -> AskOptions.builder().maxTokens(0).build())
        .isInstanceOf(FoveaException.class)
        .hasMessage("max tokens: expected 1 or more, found 0");
    assertThatThrownBy(() -> AskOptions.builder().sampling(-1, 0))
        .isInstanceOf(FoveaException.class)
        .hasMessage("temperature: expected 0 or more, found -1.0");
    assertThatThrownBy(() -> AskOptions.builder().stop("a", "")).isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> FoveaOptions.builder().threads(-1).build())
        .isInstanceOf(FoveaException.class)
        .hasMessage("threads: expected 0 (one per core) or more, found -1");
    assertThatThrownBy(() -> Device.cuda(-1))
        .isInstanceOf(FoveaException.class)
        .hasMessage("device: expected a GPU from 0 to 99, found -1");
  }

  @Test
  void foveaOptionsAreThoseOfTheEngine() {
    assertThat(FoveaOptions.DEFAULT.engineOptions()).isEqualTo(EngineOptions.DEFAULT);
    assertThat(
            FoveaOptions.builder()
                .precision(Precision.BFLOAT16)
                .device(Device.cuda(1))
                .threads(2)
                .build()
                .engineOptions())
        .isEqualTo(new EngineOptions("bfloat16", "cuda:1", 2));
  }
}
