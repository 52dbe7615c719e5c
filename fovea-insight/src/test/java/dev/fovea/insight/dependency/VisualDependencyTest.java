package dev.fovea.insight.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Message.Role;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.PromptLayout.Token;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.record.ForwardRecord;
import dev.fovea.insight.dependency.VisualDependency.Context;
import dev.fovea.insight.dependency.VisualDependency.Options;
import dev.fovea.insight.dependency.VisualDependency.Outcome;
import dev.fovea.insight.dependency.VisualDependency.RowChoice;
import dev.fovea.insight.image.ImageCondition;
import dev.fovea.insight.image.ImageConditions;
import dev.fovea.insight.reading.Models;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import dev.fovea.pruning.execute.Pruner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Every number of a measurement, once more from plain forward passes without a cache.
class VisualDependencyTest {
  static final List<Path> MODELS = Models.ALL;

  private static final PruningPolicy PAPER = PruningPolicy.preset("paper");
  private static final ImageConditions PICTURES =
      new ImageConditions(7, 5, Optional.of(Models.tall()));
  private static final double TOLERANCE = 5e-5;

  private static Options options(RowChoice rows, Optional<String> reference) {
    return new Options(PICTURES, rows, reference, 4);
  }

  private static VisualDependency measure(Engine engine, PruningPolicy policy, RowChoice rows) {
    return VisualDependency.measure(
        engine, Models.prompt(), Optional.of(policy), options(rows, Optional.empty()));
  }

  /// The oracle: the prompt with the answer behind it in one uncached pass over some of its rows.
  ///
  /// @param kept rows of the prompt; the answer's come after them
  /// @return for each token of the answer the softmax of the logits before it, in float64
  private static List<double[]> probabilities(
      Engine engine, Prompt prompt, List<Integer> answer, int[] kept) {
    PromptLayout layout = engine.layout(prompt);
    List<Token> tokens = new ArrayList<>(layout.tokens());
    answer.forEach(id -> tokens.add(new Token(id, TokenRole.TEMPLATE, 0, 0, -1)));
    PromptLayout whole = new PromptLayout(layout.text(), tokens);
    int[] rows =
        IntStream.concat(IntStream.of(kept), IntStream.range(layout.size(), whole.size()))
            .toArray();
    List<double[]> result = new ArrayList<>();
    try (PreparedPrompt prepared = engine.prepare(whole, engine.inputs(prompt));
        PreparedPrompt selected = prepared.select(rows, PositionRule.RENUMBER)) {
      ForwardRecord record = ForwardRecord.of(engine.model().text(), selected, false);
      for (int i = 0; i < answer.size(); i++) {
        result.add(softmax(record.logits(new int[] {kept.length - 1 + i})));
      }
    }
    return result;
  }

  private static double[] softmax(float[] logits) {
    double[] weights = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray();
    double largest =
        IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).max().orElse(0);
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(weights[i] - largest);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  private static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += p[i] * Math.log(p[i] / q[i]);
    }
    return sum;
  }

  private static int[] all(Engine engine) {
    return IntStream.range(0, engine.layout(Models.prompt()).size()).toArray();
  }

  /// The rows that the pruner itself keeps when it reads a prompt.
  private static int[] kept(Engine engine, Prompt prompt) {
    return Pruner.ask(
            engine, prompt, Optional.of(PAPER), GenerationOptions.greedy(1), AnswerListener.SILENT)
        .trace()
        .tokens()
        .stream()
        .filter(TokenTrace::kept)
        .mapToInt(TokenTrace::position)
        .toArray();
  }

  private static void assertAsInPlainForwards(
      Engine engine,
      VisualDependency dependency,
      Context context,
      ImageCondition condition,
      int[] visibleRows,
      int[] rows) {
    List<Integer> answer = dependency.reference().tokens();
    List<double[]> seen = probabilities(engine, Models.prompt(), answer, visibleRows);
    List<double[]> shown =
        probabilities(engine, PICTURES.show(condition, Models.prompt()), answer, rows);
    Outcome outcome = dependency.outcome(condition, context).orElseThrow();
    double change = 0;
    for (int i = 0; i < answer.size(); i++) {
      double logarithm = Math.log(shown.get(i)[answer.get(i)]);
      change += logarithm - Math.log(seen.get(i)[answer.get(i)]);
      assertThat(outcome.logProbabilities().get(i)).isCloseTo(logarithm, within(TOLERANCE));
    }
    assertThat(outcome.divergence())
        .isCloseTo(divergence(seen.getFirst(), shown.getFirst()), within(TOLERANCE));
    assertThat(outcome.change()).isCloseTo(change, within(2 * TOLERANCE));
    assertThat(outcome.changePerToken()).isEqualTo(outcome.change() / answer.size());
    assertThat(outcome.tokens()).isEqualTo(rows.length);
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void everyNumberIsThatOfAPlainUncachedForward(Path model) {
    try (Engine engine = Models.load(model)) {
      VisualDependency dependency = measure(engine, PAPER, RowChoice.ANEW);
      int[] all = all(engine);
      int[] kept = kept(engine, Models.prompt());
      assertThat(kept.length).isLessThan(all.length);

      assertThat(dependency.outcomes()).hasSize(10);
      for (ImageCondition condition : ImageCondition.values()) {
        assertAsInPlainForwards(engine, dependency, Context.FULL, condition, all, all);
        int[] anew = kept(engine, PICTURES.show(condition, Models.prompt()));
        assertAsInPlainForwards(engine, dependency, Context.PRUNED, condition, kept, anew);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void fixedRowsAreThoseOfTheVisiblePicture(Path model) {
    try (Engine engine = Models.load(model)) {
      VisualDependency dependency = measure(engine, PAPER, RowChoice.FIXED);
      int[] kept = kept(engine, Models.prompt());

      for (ImageCondition condition : ImageCondition.values()) {
        assertAsInPlainForwards(engine, dependency, Context.PRUNED, condition, kept, kept);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void theVisiblePictureIsAtNoDistanceFromItselfAndAnswersAreThoseOfThePruner(Path model) {
    PruningPolicy inFlight = PAPER.withExecution(Execution.IN_FLIGHT, PositionRule.KEEP);
    try (Engine engine = Models.load(model)) {
      VisualDependency dependency = measure(engine, inFlight, RowChoice.ANEW);
      String whole =
          dependency.outcome(ImageCondition.VISIBLE, Context.FULL).orElseThrow().answer();

      for (Outcome outcome : dependency.outcomes()) {
        Optional<PruningPolicy> policy =
            outcome.context() == Context.FULL ? Optional.empty() : Optional.of(inFlight);
        String answer =
            Pruner.ask(
                    engine,
                    PICTURES.show(outcome.condition(), Models.prompt()),
                    policy,
                    GenerationOptions.greedy(4),
                    AnswerListener.SILENT)
                .answer()
                .text();
        String visible =
            dependency.outcome(ImageCondition.VISIBLE, outcome.context()).orElseThrow().answer();
        assertThat(outcome.answer()).isEqualTo(answer);
        assertThat(outcome.changed()).isEqualTo(!answer.equals(visible));
        if (outcome.condition() == ImageCondition.VISIBLE) {
          assertThat(outcome.divergence()).isZero();
          assertThat(outcome.change()).isZero();
        }
      }
      assertThat(dependency.reference().text()).isEqualTo(whole);
      assertThat(dependency.reference().given()).isFalse();
      assertThat(dependency.sameVisualTokens()).isTrue();
      assertThat(
              measure(engine, inFlight, RowChoice.FIXED)
                  .outcome(ImageCondition.VISIBLE, Context.PRUNED))
          .isEqualTo(dependency.outcome(ImageCondition.VISIBLE, Context.PRUNED));
    }
  }

  @Test
  void aGivenAnswerIsSpelledAsTheModelWouldWriteIt() {
    try (Engine engine = Models.load(Models.BUILTIN)) {
      VisualDependency own =
          VisualDependency.measure(
              engine, Models.prompt(), Optional.empty(), options(RowChoice.ANEW, Optional.empty()));
      VisualDependency given =
          VisualDependency.measure(
              engine,
              Models.prompt(),
              Optional.empty(),
              options(RowChoice.ANEW, Optional.of(own.reference().text().strip())));

      List<Integer> tokens = own.reference().tokens();
      assertThat(engine.defaults().endTokens()).contains(tokens.getLast());
      assertThat(given.reference().tokens()).isEqualTo(tokens.subList(0, tokens.size() - 1));
      assertThat(given.outcomes()).hasSize(5).allMatch(each -> each.context() == Context.FULL);
      assertThat(given.outcomes().getFirst().logProbabilities())
          .isEqualTo(own.outcomes().getFirst().logProbabilities().subList(0, tokens.size() - 1));
    }
  }

  @Test
  void withoutAnotherPictureThatConditionIsLeftOutAndWithoutAnyThereIsNothingToMeasure() {
    Prompt blind = new Prompt(List.of(new Message(Role.USER, List.of(new Part.Text("Why?")))));
    try (Engine engine = Models.load(Models.LLAVA)) {
      assertThat(
              VisualDependency.measure(engine, Models.prompt(), Optional.empty(), Options.DEFAULT)
                  .outcomes())
          .extracting(Outcome::condition)
          .containsExactly(
              ImageCondition.VISIBLE,
              ImageCondition.BLANK,
              ImageCondition.NOISE,
              ImageCondition.SHUFFLED);
      assertThatThrownBy(
              () -> VisualDependency.measure(engine, blind, Optional.empty(), Options.DEFAULT))
          .isInstanceOf(FoveaException.class)
          .hasMessageContaining("has no picture: expected at least one");
    }
  }
}
