package dev.fovea.insight.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.insight.page.Unit;
import java.util.List;
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
}
