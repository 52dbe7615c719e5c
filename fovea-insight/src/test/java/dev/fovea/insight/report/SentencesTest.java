package dev.fovea.insight.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.ModelInfo;
import dev.fovea.insight.attention.AttentionPage;
import dev.fovea.insight.attention.AttentionShares;
import dev.fovea.insight.attention.LengthSection;
import dev.fovea.insight.dependency.DependencyPage;
import dev.fovea.insight.dependency.VisualDependency;
import dev.fovea.insight.dependency.VisualDependency.Context;
import dev.fovea.insight.entropy.EntropyPage;
import dev.fovea.insight.entropy.RowEntropy;
import dev.fovea.insight.flow.FlowPage;
import dev.fovea.insight.flow.FlowWords;
import dev.fovea.insight.flow.InformationFlow;
import dev.fovea.insight.flow.InformationFlow.Layer;
import dev.fovea.insight.flow.InformationFlow.Run;
import dev.fovea.insight.flow.InformationFlow.Target;
import dev.fovea.insight.image.ImageCondition;
import dev.fovea.insight.page.chart.Unit;
import dev.fovea.insight.reading.KeyGroup;
import dev.fovea.insight.reading.LengthSweep;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.insight.validity.Measure;
import dev.fovea.insight.validity.ValidityPage;
import dev.fovea.insight.validity.ValidityWords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SentencesTest {
  private static final double NONE = Double.NaN;

  @Test
  void rangeNamesTheFirstOfEqualExtremes() {
    assertThat(new ByLayer(List.of(0.25, 0.5, 0.125, 0.5, 0.125)).range(Unit.SHARE))
        .isEqualTo(
            "30.0\u00A0% on average, most in layer 1 (50.0\u00A0%), least in layer 2 (12.5\u00A0%)");
  }

  @Test
  void rangeOfOneLayerOfEqualLayersAndOfNone() {
    assertThat(new ByLayer(List.of(NONE, 0.5)).range(Unit.SHARE))
        .isEqualTo("50.0\u00A0% in layer 1");
    assertThat(new ByLayer(List.of(2.0, 2.0)).range(Unit.NATS))
        .isEqualTo("2.00\u00A0nats in every layer");
    assertThat(new ByLayer(List.of(0.0, 0.0)).range(Unit.SHARE))
        .isEqualTo("0.0\u00A0% in every layer");
    assertThat(new ByLayer(List.of(NONE)).range(Unit.SHARE)).isEqualTo("nothing");
    assertThat(new ByLayer(List.of()).range(Unit.SHARE)).isEqualTo("nothing");
  }

  @Test
  void depthComparesTheHalves() {
    assertThat(new ByLayer(List.of(0.5, 0.5, 0.25, 0.25)).depth("They get", Unit.SHARE))
        .isEqualTo(
            " They get 50.0\u00A0% in the shallower half of the layers (0 to 1), and less in the deeper half, 25.0\u00A0%.");
    assertThat(new ByLayer(List.of(1.0, 1.0)).depth("It is", Unit.NATS))
        .endsWith("(0 to 0), and as much in the deeper half.");
    assertThat(new ByLayer(List.of(1.0)).depth("It is", Unit.NATS)).isEmpty();
    assertThat(new ByLayer(List.of(NONE, 1.0)).depth("It is", Unit.NATS)).isEmpty();
  }

  @Test
  void changeCountsLayersOnBothSides() {
    assertThat(
            Change.of(List.of(1.0, 2.0, 3.0, NONE), List.of(2.0, 1.0, 4.0, 9.0))
                .sentence("the share", Unit.NATS))
        .isEqualTo(
            "Pruning raised the share in 2 and lowered it in 1 of 3 layers; the mean went from 2.00\u00A0nats to 2.33\u00A0nats.");
    assertThat(Change.of(List.of(1.0, 2.0), List.of(2.0, 2.0)).sentence("it", Unit.NATS))
        .startsWith("Pruning raised it in 1 of 2 layers;");
    assertThat(Change.of(List.of(1.0, 2.0), List.of(0.5, 1.0)).sentence("it", Unit.NATS))
        .startsWith("Pruning lowered it in both layers;");
    assertThat(Change.of(List.of(1.0), List.of(0.5)).sentence("it", Unit.NATS))
        .startsWith("Pruning lowered it in the one layer that can be compared;");
    assertThat(Change.of(List.of(1.0, 0.0), List.of(1.0 + 1e-7, 0.0)).sentence("it", Unit.NATS))
        .isEqualTo("Pruning did not change it: 0.500\u00A0nats before and after.");
    assertThat(Change.of(List.of(1.0, NONE), List.of(NONE, 1.0)).sentence("it", Unit.NATS))
        .isEqualTo("No layer has a number both before and after pruning.");
  }

  @Test
  void headsThatLookAtPicturesAreCounted() {
    assertThat(AttentionPage.headsSentence(List.of(List.of(0.1, 0.2), List.of(0.0, 0.75))))
        .isEqualTo(
            "Head 1 of layer 1 looks most at pictures, with 75.0\u00A0% of its attention. 1 of 4 heads gives pictures more than half.");
    assertThat(AttentionPage.headsSentence(List.of(List.of(0.0))))
        .isEqualTo(
            "Head 0 of layer 0 looks most at pictures, with 0.0\u00A0% of its attention. None of 1 head give pictures more than half.");
  }

  @Test
  void dependencyNamesWhatHidesMostAndComparesTheContexts() {
    VisualDependency dependency = Measured.dependency();

    assertThat(DependencyPage.sentences(dependency))
        .containsExactly(
            "Of what is shown in the place of the picture, the largest change of the first token's distribution comes from a blank picture: 0.500\u00A0nats. With the pruned context the picture makes more difference: 1.50\u00A0nats on average, 0.375\u00A0nats with the whole.",
            "Without the picture the answer is less likely under 1 of 2 conditions; on average its log-probability changes by −0.250\u00A0nats. With the pruned context it changes by −2.00\u00A0nats.",
            "With the whole context the answer changes under 1 of 2 conditions. With the pruned context the answer changes under 2 of 2 conditions.");
  }

  @Test
  void dependencyOnNothingIsTold() {
    VisualDependency same =
        Measured.dependency(
            Measured.outcome(ImageCondition.VISIBLE, Context.FULL, 0, 0),
            Measured.outcome(ImageCondition.NOISE, Context.FULL, 0, 0));

    assertThat(DependencyPage.sentences(same))
        .containsExactly(
            "Whatever is shown in the place of the picture, the first token's distribution stays the same.",
            "Without the picture the answer is less likely under 0 of 1 condition; on average its log-probability changes by 0\u00A0nats.",
            "With the whole context the answer changes under 0 of 1 condition.");
  }

  @Test
  void validityTellsWhatIsSurelyBetterOrWorseThanRandom() {
    assertThat(ValidityWords.sentence(Measured.validity(), Measure.AUC))
        .isEqualTo(
            "Highest is paper (layers 0 to 9) with 75.0\u00A0%; random scores on the same contexts reach 50.0\u00A0%. Surely above random: paper (layers 0 to 9); surely below: paper (layers 8 to 15)."
                + " Without any model, place alone (earlier higher) reaches 62.5\u00A0%; length alone (shorter higher) reaches 56.3\u00A0%."
                + " Surely above place alone (earlier higher): paper (layers 0 to 9); surely below: <mean> (layer 3), paper (layers 8 to 15).");
    assertThat(ValidityWords.sentence(Measured.validity(), Measure.SURVIVAL))
        .endsWith("surely below: paper (layers 8 to 15).");
    assertThat(ValidityWords.sentence(Measured.validity(), Measure.PRECISION))
        .isEqualTo("No context has this measure.");
    assertThat(ValidityPage.sentences(Measured.validity())).hasSize(2);
  }

  @Test
  void validityOfTooFewContextsClaimsNothing() {
    assertThat(ValidityWords.sentence(Measured.tooFew(), Measure.AUC))
        .isEqualTo(
            "Highest is paper (layers 0 to 9) with 75.0\u00A0%; random scores on the same contexts reach 50.0\u00A0%. Whether any is above or below random these contexts cannot tell: no interval of fewer than 10 samples.");
  }

  /// Random scores once, where they reach it, and nothing at a half that is no chance.
  @Test
  void validityDrawsChanceWhereRandomScoresAre() {
    String page =
        ValidityPage.of(
                new ModelInfo("made", "llava", "float32", "cpu", 24, 4096, 1_500_000),
                Measured.validity())
            .html();

    assertThat(page.split("random scores</text>", -1)).as("one in each of two charts").hasSize(3);
    assertThat(page)
        .contains(">random 50.0\u00A0%</text>")
        .contains(">paper (layers 8 to 15)</text>", ">place alone (earlier higher)</text>")
        .contains("dashed: random scores on the same contexts")
        .doesNotContain("dashed: chance", "8..16");
  }

  @Test
  void flowWithoutPicturesOrPruningIsTold() {
    Layer none =
        new Layer(0, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    Layer some = new Layer(0, OptionalDouble.of(1), OptionalDouble.of(2), OptionalDouble.empty());
    Layer all = new Layer(0, OptionalDouble.of(1), OptionalDouble.of(2), OptionalDouble.of(1.5));

    assertThat(FlowPage.sentences(flow(none)))
        .containsExactly("Without a picture nothing flows out of one.");
    assertThat(FlowPage.sentences(flow(some)))
        .containsExactly(
            "A visual token passes 2.00 in layer 0 to the last token. To a token of the text it passes 1.00 on average, which is 50.0\u00A0% of what the last token gets.");
    assertThat(FlowPage.sentences(flow(all)).getFirst())
        .endsWith(
            "drops it passes 1.50: what is dropped does not take less from the pictures than what stays.");
  }

  private static InformationFlow flow(Layer layer) {
    return new InformationFlow(
        Target.Likeliest.EACH, run(1, "x", 1, layer), Optional.empty(), Optional.empty());
  }

  private static Run run(int token, String text, double loss, Layer layer) {
    return new Run(token, text, loss, -Math.log(Math.expm1(loss)), List.of(layer));
  }

  private static InformationFlow flow(Target target, Run whole, Run pruned) {
    return new InformationFlow(target, whole, Optional.of(pruned), Optional.empty());
  }

  @Test
  void flowOfOneTokenWithLossesThatAreAlikeIsPruningsDoing() {
    Layer low = new Layer(0, OptionalDouble.of(1), OptionalDouble.of(2), OptionalDouble.empty());
    Layer high = new Layer(0, OptionalDouble.of(1), OptionalDouble.of(4), OptionalDouble.empty());
    InformationFlow alike =
        flow(Target.Likeliest.EACH, run(1, " star", Math.log(2), low), run(1, " star", 0.4, high));

    assertThat(alike.alike()).isTrue();
    assertThat(FlowPage.sentences(alike).getLast())
        .isEqualTo(
            "Pruning raised the flow from pictures into the last token in the one layer that can be compared; the mean went from 2.00 to 4.00.");
    assertThat(FlowWords.tokens(alike))
        .isEqualTo(
            "In each run the token is the likeliest one: “star” in the whole prompt (probability 50.0\u00A0%, loss 0.693\u00A0nats), “star” in the pruned one (probability 67.0\u00A0%, loss 0.400\u00A0nats).");
  }

  @Test
  void flowsOfRunsThatAreNotAlikeAreSetSideBySideAndNothingIsClaimed() {
    Layer low = new Layer(0, OptionalDouble.of(1), OptionalDouble.of(2), OptionalDouble.empty());
    Layer high = new Layer(0, OptionalDouble.of(1), OptionalDouble.of(4), OptionalDouble.empty());
    InformationFlow rejected =
        flow(new Target.Given(1), run(1, " star", 0.42, low), run(1, " star", 7.12, high));
    InformationFlow another =
        flow(Target.Likeliest.EACH, run(1, " star", 0.4, low), run(2, " circle", 0.4, high));

    assertThat(rejected.alike()).isFalse();
    assertThat(FlowPage.sentences(rejected).getLast())
        .isEqualTo(
            "In the pruned prompt the flow from pictures into the last token is higher in the one layer that can be compared: 4.00 on average, 2.00 in the whole one. This is not the effect of pruning alone: the loss of the token is 0.420\u00A0nats in the whole prompt and 7.12\u00A0nats in the pruned one, and how far a model is from a token changes what its odds hang on.");
    assertThat(another.alike()).isFalse();
    assertThat(FlowPage.sentences(another).getLast())
        .endsWith(
            " This is not the effect of pruning alone: the answers are different ones, “star” in the whole prompt and “circle” in the pruned one.");
    assertThat(flow(Target.Likeliest.WHOLE, run(1, "x", 1, low), run(1, "x", 2, high)).alike())
        .as("a factor of two is alike still")
        .isTrue();
    assertThat(flow(Target.Likeliest.WHOLE, run(1, "x", 2.01, low), run(1, "x", 1, high)).alike())
        .isFalse();
    assertThat(Change.of(List.of(1.0, 2.0), List.of(2.0, 1.0)).sideBySide("it", Unit.PLAIN))
        .isEqualTo(
            "In the pruned prompt it is higher in 1 and lower in 1 of 2 layers: 1.50 on average, 1.50 in the whole one.");
    assertThat(Change.of(List.of(1.0), List.of(0.5)).sideBySide("it", Unit.PLAIN))
        .startsWith("In the pruned prompt it is lower in the one layer");
  }

  @Test
  void entropyWithoutPruningAndTheoryWithNothingToSay() {
    RowEntropy entropy =
        new RowEntropy(
            List.of(new RowEntropy.Layer(0, Map.of(RowGroup.LAST, 1), Map.of(RowGroup.LAST, 0.0))),
            Optional.empty());

    assertThat(EntropyPage.sentences(entropy))
        .containsExactly(
            "The last token's attention has an entropy of 0\u00A0nats in layer 0: on average as much as if it were spread evenly over a single token.");
    assertThat(EntropyPage.theorySentence(List.of()))
        .isEqualTo(
            "Theory has nothing to say here: nothing was dropped, no layer came after, or a window hid part of the prompt.");
  }

  @Test
  void attentionOfAPromptWithoutPictures() {
    AttentionShares.Layer layer =
        new AttentionShares.Layer(
            0,
            Map.of(RowGroup.LAST, 1),
            Map.of(
                RowGroup.LAST, List.of(Map.of(KeyGroup.QUESTION, 0.75, KeyGroup.TEMPLATE, 0.25))));
    AttentionShares shares =
        new AttentionShares(
            Map.of(KeyGroup.QUESTION, 3, KeyGroup.TEMPLATE, 1),
            List.of(layer),
            List.of(),
            Optional.empty());

    assertThat(AttentionPage.sentences(shares))
        .containsExactly(
            "The last token gives most of its attention to the question: 75.0\u00A0% on average over the layers, for 75.0\u00A0% of the tokens. The prompt holds no picture.");
  }

  @Test
  void lengthComparesTheLongestContextWithTheShortest() {
    List<LengthSweep.Point<AttentionShares>> points = List.of(point(0, 0.5), point(1000, 0.125));

    assertThat(LengthSection.sentence(points))
        .isEqualTo(
            "With 0 tokens of context the last token gives 50.0\u00A0% of its attention to pictures, with 1,000 tokens 12.5\u00A0%: 25.0\u00A0% of what it was.");
    assertThat(LengthSection.sentence(points.subList(1, 2)))
        .isEqualTo(
            "With 1,000 tokens of context the last token gives 12.5\u00A0% of its attention to pictures.");
    assertThat(LengthSection.sentence(List.of(point(0, 0), point(9, 0.5))))
        .endsWith("50.0\u00A0%.");
  }

  private static LengthSweep.Point<AttentionShares> point(int context, double visual) {
    AttentionShares.Layer layer =
        new AttentionShares.Layer(
            0,
            Map.of(RowGroup.LAST, 1),
            Map.of(RowGroup.LAST, List.of(Map.of(KeyGroup.VISUAL, visual))));
    return new LengthSweep.Point<>(
        context,
        context + 9,
        new AttentionShares(
            Map.of(KeyGroup.VISUAL, 4), List.of(layer), List.of(), Optional.empty()));
  }
}
