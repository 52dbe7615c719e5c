package dev.fovea.insight.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.flow.InformationFlow.Layer;
import dev.fovea.insight.flow.InformationFlow.Run;
import dev.fovea.insight.flow.InformationFlow.Target;
import dev.fovea.insight.flow.InformationFlow.Target.Likeliest;
import dev.fovea.insight.reading.LogProbabilities;
import dev.fovea.insight.reading.Models;
import dev.fovea.insight.reading.PrunedReading;
import dev.fovea.insight.reading.RecordedCase;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.execute.Pruner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Flow against the saliency that transformers recorded through autograd on whole matrices.
class InformationFlowTest {
  private static final double TOLERANCE = 2e-5;

  static List<RecordedCase> recorded() {
    return RecordedCase.named("one_image").stream()
        .filter(one -> one.part("saliency").isPresent())
        .toList();
  }

  static List<RecordedCase> withMatrices() {
    return recorded().stream().filter(one -> one.tensor("saliency.layer0").isPresent()).toList();
  }

  @Test
  void recordsAreFound() {
    assertThat(withMatrices()).extracting(RecordedCase::model).contains("llava", "internvl");
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void lossAndFlowAreThoseOfTheRecord(RecordedCase recorded) {
    JsonView saliency = recorded.part("saliency").orElseThrow();
    try (Engine engine = recorded.engine();
        PreparedPrompt prompt = recorded.prepare(engine)) {
      InformationFlow flow =
          InformationFlow.measure(
              engine, prompt, Optional.empty(), new Target.Given(saliency.integer("target_id")));
      Run run = flow.whole();
      double doubt = -Math.expm1(-saliency.number("loss"));

      assertThat(run.text()).isEqualToIgnoringWhitespace(saliency.string("target_text"));
      assertThat(run.loss()).isCloseTo(saliency.number("loss"), within(1e-4));
      assertThat(run.probability()).isCloseTo(1 - doubt, within(1e-4));
      assertThat(run.layers()).hasSize(engine.info().layers());
      for (Layer layer : run.layers()) {
        Optional<float[]> matrix = recorded.tensor("saliency.layer" + layer.layer());
        if (matrix.isPresent()) {
          double[] expected = means(matrix.get(), prompt.layout(), _ -> true);
          assertThat(layer.toKeptText()).isPresent();
          assertThat(run.ofLoss(layer.toKeptText()).getAsDouble())
              .isCloseTo(expected[0], within(TOLERANCE));
          assertThat(run.ofLoss(layer.toLast()).getAsDouble())
              .isCloseTo(expected[1], within(TOLERANCE));
          assertThat(layer.toKeptText().getAsDouble())
              .isCloseTo(expected[0] / doubt, within(TOLERANCE / doubt));
          assertThat(layer.toLast().getAsDouble())
              .isCloseTo(expected[1] / doubt, within(TOLERANCE / doubt));
          assertThat(layer.toPrunedText()).isEmpty();
        }
      }
    }
  }

  /// The matrix of one layer, handed over in blocks of seven rows, with every third text row
  /// pruned.
  @ParameterizedTest
  @MethodSource("withMatrices")
  void rowsOfAMatrixAreFoldedByWhatPruningDoesWithThem(RecordedCase recorded) {
    try (Engine engine = recorded.engine();
        PreparedPrompt prompt = recorded.prepare(engine)) {
      PromptLayout layout = prompt.layout();
      int n = layout.size();
      boolean[] stays = new boolean[n];
      for (int row = 0; row < n; row++) {
        stays[row] = row % 3 != 0;
      }
      float[] matrix = recorded.tensor("saliency.layer1").orElseThrow();
      FlowSums sums = new FlowSums(1, stays);
      int[] visual = sums.keys(layout);
      for (int first = 0; first < n; first += 7) {
        float[][] block = new float[Math.min(7, n - first)][visual.length];
        for (int i = 0; i < block.length; i++) {
          for (int j = 0; j < visual.length; j++) {
            block[i][j] = matrix[(first + i) * n + visual[j]];
          }
        }
        sums.rows(0, layout, first, block);
      }

      double[] expected = means(matrix, layout, row -> stays[row]);
      Layer found = sums.layers().getFirst();
      assertThat(found.toKeptText().getAsDouble()).isCloseTo(expected[0], within(1e-9));
      assertThat(found.toLast().getAsDouble()).isCloseTo(expected[1], within(1e-9));
      assertThat(found.toPrunedText().getAsDouble()).isCloseTo(expected[2], within(1e-9));
    }
  }

  private interface Kept {
    boolean stays(int row);
  }

  /// S_vr, S_vt, S_vc by their definitions.
  private static double[] means(float[] matrix, PromptLayout layout, Kept kept) {
    int n = layout.size();
    double[] sums = new double[3];
    int[] pairs = new int[3];
    for (int row = 0; row < n; row++) {
      for (int v = 0; v < row; v++) {
        boolean intoText = layout.tokens().get(row).role() != TokenRole.VISUAL;
        if (intoText && layout.tokens().get(v).role() == TokenRole.VISUAL) {
          int which = row == n - 1 ? 1 : kept.stays(row) ? 0 : 2;
          sums[which] += matrix[row * n + v];
          pairs[which]++;
        }
      }
    }
    return new double[] {sums[0] / pairs[0], sums[1] / pairs[1], sums[2] / pairs[2]};
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void pruningDividesTheTextAndLeavesTheRest(Execution execution) {
    RecordedCase recorded = new RecordedCase("llava", "one_image_long");
    PruningPolicy policy =
        PruningPolicy.preset("mean").withRate(0.5).withExecution(execution, PositionRule.KEEP);
    try (Engine engine = recorded.engine();
        PreparedPrompt prompt = recorded.prepareWithContext(engine)) {
      InformationFlow all =
          InformationFlow.measure(engine, prompt, Optional.empty(), Likeliest.EACH);
      InformationFlow divided =
          InformationFlow.measure(engine, prompt, Optional.of(policy), Likeliest.EACH);
      PrunedReading reading = PrunedReading.of(engine, prompt, policy);
      double[] pairs = pairs(prompt.layout(), reading.stays());

      assertThat(divided.whole().token()).isEqualTo(all.whole().token());
      assertThat(divided.whole().loss()).isEqualTo(all.whole().loss());
      for (int layer = 0; layer < engine.info().layers(); layer++) {
        Layer part = divided.whole().layers().get(layer);
        double mean =
            (pairs[0] * part.toKeptText().getAsDouble()
                    + pairs[1] * part.toPrunedText().getAsDouble())
                / (pairs[0] + pairs[1]);
        Layer undivided = all.whole().layers().get(layer);
        assertThat(undivided.toKeptText().getAsDouble()).isCloseTo(mean, within(1e-9));
        assertThat(part.toLast()).isEqualTo(undivided.toLast());
      }
      InformationFlow.Run pruned = divided.pruned().orElseThrow();
      int first = divided.pruning().orElseThrow().firstLayer();
      assertThat(first).isEqualTo(execution == Execution.RERUN ? 0 : 1);
      assertThat(pruned.layers().stream().map(Layer::toPrunedText).map(OptionalDouble::isPresent))
          .startsWith(execution == Execution.IN_FLIGHT)
          .endsWith(false);
      assertThat(pruned.loss()).isNotEqualTo(all.whole().loss());
    }
  }

  /// The tokens are those that answers begin with; one that is given or that of the whole prompt
  /// stays the same after pruning, and its loss is what the answering model finds.
  @ParameterizedTest
  @EnumSource(Execution.class)
  void eachRunIsAskedForItsOwnAnswerUnlessAnotherIsNamed(Execution execution) {
    PruningPolicy policy =
        PruningPolicy.preset("paper").withExecution(execution, PositionRule.RENUMBER);
    Prompt example = example();
    try (Engine engine = Models.load(Models.BUILTIN);
        PreparedPrompt prompt = engine.prepare(example)) {
      int before = firstToken(engine, example, Optional.empty());
      int after = firstToken(engine, example, Optional.of(policy));
      assertThat(after).isNotEqualTo(before);

      InformationFlow each =
          InformationFlow.measure(engine, prompt, Optional.of(policy), Likeliest.EACH);
      InformationFlow whole =
          InformationFlow.measure(engine, prompt, Optional.of(policy), Likeliest.WHOLE);
      InformationFlow given =
          InformationFlow.measure(engine, prompt, Optional.of(policy), new Target.Given(before));

      assertThat(tokens(each)).containsExactly(before, after);
      assertThat(tokens(whole)).containsExactly(before, before);
      assertThat(given.whole()).isEqualTo(whole.whole());
      assertThat(given.pruned()).isEqualTo(whole.pruned());
      assertThat(each.alike()).as("different answers").isFalse();
      assertThat(whole.alike()).as("losses further apart than a factor of two").isFalse();
      try (Sequence sequence =
          PrunedReading.of(engine, prompt, policy).sequence(engine, prompt, 1)) {
        double[] likelihoods = LogProbabilities.of(sequence.logits());
        assertThat(each.pruned().orElseThrow().loss()).isCloseTo(-likelihoods[after], within(1e-4));
        assertThat(whole.pruned().orElseThrow().loss())
            .isCloseTo(-likelihoods[before], within(1e-4));
      }
    }
  }

  private static List<Integer> tokens(InformationFlow flow) {
    return List.of(flow.whole().token(), flow.pruned().orElseThrow().token());
  }

  private static int firstToken(Engine engine, Prompt prompt, Optional<PruningPolicy> policy) {
    return Pruner.ask(engine, prompt, policy, GenerationOptions.greedy(1), AnswerListener.SILENT)
        .answer()
        .tokens()
        .getFirst();
  }

  /// Notes that hide the picture from the built-in model, which pruning lets through.
  private static Prompt example() {
    try {
      return new Prompt(
          List.of(
              new Message(
                  Message.Role.USER,
                  List.of(
                      new Part.Image("scene.png", Models.scene()),
                      new Part.Context(Files.readString(Path.of("..", "examples", "notes.txt"))),
                      new Part.Text("Which shape is yellow?")))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theFlowOfTheLossIsThatOfTheLogOddsTimesTheDoubt() {
    Run sure = new Run(1, "x", Math.log(10 / 9.0), Math.log(9), List.of());
    Run certain = new Run(1, "x", 1e-9, -Math.log(Math.expm1(1e-9)), List.of());

    assertThat(sure.probability()).isCloseTo(0.9, within(1e-12));
    assertThat(sure.ofLoss(OptionalDouble.of(2)).getAsDouble()).isCloseTo(0.2, within(1e-12));
    assertThat(certain.ofLoss(OptionalDouble.of(2)).getAsDouble()).isCloseTo(2e-9, within(1e-17));
    assertThat(sure.ofLoss(OptionalDouble.empty())).isEmpty();
  }

  private static double[] pairs(PromptLayout layout, boolean[] stays) {
    int[] visual = layout.positions(TokenRole.VISUAL);
    double[] pairs = new double[2];
    for (int row = 0; row < layout.size() - 1; row++) {
      int of = row;
      if (layout.tokens().get(row).role() != TokenRole.VISUAL) {
        pairs[stays[row] ? 0 : 1] += Arrays.stream(visual).filter(v -> v < of).count();
      }
    }
    return pairs;
  }
}
