package dev.fovea.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.insight.attention.AttentionSurvey;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.execute.PrunedAnswer;
import dev.fovea.pruning.execute.Pruner;
import dev.fovea.scenes.dialogue.EvaluationSamples;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.dialogue.SampleSettings;
import dev.fovea.scenes.language.TokenCount;
import dev.fovea.scenes.scene.ScenePainter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LengthStudyTest {
  private static final PruningPolicy PAPER = PruningPolicy.preset("paper");

  @TempDir private Path folder = Path.of("");

  private static StudySettings settings(int samples, PruningPolicy policy) {
    return new StudySettings("builtin", 5, samples, List.of(60, 110), policy);
  }

  private static List<StudyLine> measured(StudySettings settings, int threads) {
    try (StudyLines lines = StudyLines.inMemory()) {
      LengthStudy.run(settings, lines, Models::builtin, threads, StudyListener.SILENT);
      return lines.of(settings);
    }
  }

  @Test
  void textsThatAModelCannotReadAreRefusedBeforeTheyAreMeasured() {
    try (Engine engine = Models.builtin()) {
      LengthStudy.requireReadable(engine, settings(2, PAPER));

      assertThatThrownBy(() ->
              LengthStudy.requireReadable(
                  engine, new StudySettings("builtin", 5, 2, List.of(60, 4100), PAPER)))
          .isInstanceOf(FoveaException.class)
          .hasMessageMatching(
              "lengths: 4100 tokens of text make a prompt of 4\\d{3} tokens, the model reads at most 4096");
    }
  }

  private static List<String> withoutSeconds(List<StudyLine> lines) {
    return lines.stream().map(line -> line.toString().replaceAll("seconds=[^\\]]*", "")).toList();
  }

  private static StudyLine line(
      List<StudyLine> lines, int sample, int length, Condition condition) {
    return lines.stream()
        .filter(line -> line.key().equals(new StudyLine.Key(sample, length, condition)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void engineCountChangesNothingButTheTime() {
    StudySettings settings = settings(3, PAPER);

    assertThat(withoutSeconds(measured(settings, 2)))
        .isEqualTo(withoutSeconds(measured(settings, 1)))
        .hasSizeBetween(3 * 2 * 5, 3 * 2 * 7);
  }

  @Test
  void aStudyGoesOnWhereAnEarlierOneEnded() throws IOException {
    Path file = folder.resolve("runs.jsonl");
    List<String> heard = new ArrayList<>();
    for (int samples = 1; samples <= 2; samples++) {
      StudySettings settings = settings(samples, PAPER);
      try (StudyLines lines = StudyLines.open(file, settings)) {
        LengthStudy.run(
            settings, lines, Models::builtin, 1, (done, all) -> heard.add(done + "/" + all));
      }
    }
    String both = Files.readString(file);
    StudySettings settings = settings(2, PAPER);
    try (StudyLines lines = StudyLines.open(file, settings)) {
      LengthStudy.run(
          settings,
          lines,
          () -> {
            throw new FoveaException("no engine is needed");
          },
          2,
          StudyListener.SILENT);
      assertThat(withoutSeconds(lines.of(settings)))
          .isEqualTo(withoutSeconds(measured(settings, 1)));
    }

    assertThat(heard).containsExactly("0/2", "1/2", "2/2", "2/4", "3/4", "4/4");
    assertThat(file).content().isEqualTo(both);
  }

  @Test
  void linesHoldWhatTheModelAnswersWhenItIsAskedDirectly() {
    for (PruningPolicy policy :
        List.of(
            PAPER,
            PolicySettings.apply(
                PAPER, List.of("execution=in-flight", "positions=keep", "queries=question")))) {
      List<StudyLine> lines = measured(settings(1, policy), 1);
      Sample sample = sample(0, 110);
      Prompt prompt = SamplePrompt.of(sample, ScenePainter.paint(sample.scene()));
      try (Engine engine = Models.builtin();
          PreparedPrompt prepared = engine.prepare(prompt)) {
        StudyLine none = line(lines, 0, 110, Condition.NONE);
        assertThat(none.answer())
            .isEqualTo(ask(engine, prompt, Optional.empty()).answer().text().strip());
        assertThat(none.textTokens() + none.visualTokens()).isEqualTo(prepared.length());
        assertThat(none.right()).isEqualTo(none.answer().equals(none.expected()));
        AttentionSurvey survey = new AttentionSurvey(prepared.layout());
        engine.observe(prepared, survey, engine.info().layers());
        assertThat(none.visualShare())
            .isCloseTo(
                survey.result().visualShare().stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow(),
                within(1e-5));

        StudyLine pruned = line(lines, 0, 110, Condition.PRUNED);
        PrunedAnswer asked = ask(engine, prompt, Optional.of(policy));
        assertThat(pruned.answer()).isEqualTo(asked.answer().text().strip());
        assertThat(pruned.prunedTokens())
            .isEqualTo(asked.trace().counts().pruned())
            .isPositive()
            .isEqualTo(line(lines, 0, 110, Condition.RANDOM).prunedTokens());
      }
    }
  }

  @Test
  void divergenceIsThatOfTheDistributionsOfTheFirstToken() {
    List<StudyLine> lines = measured(settings(1, PAPER), 1);
    Sample sample = sample(0, 110);
    RgbImage picture = ScenePainter.paint(sample.scene());
    byte[] pixels = new byte[picture.rgb().length];
    Arrays.fill(pixels, (byte) 128);
    RgbImage grey = new RgbImage(picture.width(), picture.height(), pixels);
    try (Engine engine = Models.builtin()) {
      double[] seen = probabilities(engine, SamplePrompt.of(sample, picture));
      double[] blank = probabilities(engine, SamplePrompt.of(sample, grey));
      double divergence = 0;
      for (int i = 0; i < seen.length; i++) {
        divergence += seen[i] == 0 ? 0 : seen[i] * Math.log(seen[i] / blank[i]);
      }

      assertThat(line(lines, 0, 110, Condition.BLANK).divergence().orElseThrow())
          .isCloseTo(divergence, within(1e-4));
    }
    assertThat(line(lines, 0, 110, Condition.NONE).divergence()).isEmpty();
    assertThat(line(lines, 0, 110, Condition.BLANK_PRUNED).divergence()).isPresent();
  }

  @Test
  void theFirstFailureOfAnEngineEndsTheStudy() {
    try (StudyLines lines = StudyLines.inMemory()) {
      assertThatThrownBy(() ->
              LengthStudy.run(
                  settings(2, PAPER),
                  lines,
                  () -> {
                    throw new FoveaException("broken model");
                  },
                  2,
                  StudyListener.SILENT))
          .isInstanceOf(FoveaException.class)
          .hasMessage("broken model");
    }
  }

  private static Sample sample(int index, int length) {
    return new EvaluationSamples(SampleSettings.standard(), TokenCount::approximate, 5)
        .sample(index, length);
  }

  private static PrunedAnswer ask(Engine engine, Prompt prompt, Optional<PruningPolicy> policy) {
    return Pruner.ask(engine, prompt, policy, GenerationOptions.greedy(6), AnswerListener.SILENT);
  }

  private static double[] probabilities(Engine engine, Prompt prompt) {
    try (PreparedPrompt prepared = engine.prepare(prompt);
        Sequence sequence = engine.prefill(prepared, PrefillObserver.NONE, 1)) {
      float[] logits = sequence.logits();
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      double[] probabilities = new double[logits.length];
      for (int i = 0; i < logits.length; i++) {
        probabilities[i] = Math.exp(logits[i]) / sum;
      }
      return probabilities;
    }
  }
}
