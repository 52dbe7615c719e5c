package dev.fovea.insight.entropy;

import dev.fovea.engine.Engine;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.insight.reading.PrunedReading;
import dev.fovea.insight.reading.PrunedRun;
import dev.fovea.insight.reading.RowGroup;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.PruningPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Shannon entropy of attention rows in nats, by layer, before and after pruning: high where
/// attention is spread, 0 where one key has it all.
///
/// @param whole the prompt read whole, layer by layer
/// @param pruning what pruning in flight, with positions kept, made of it; empty without a policy
public record RowEntropy(List<Layer> whole, Optional<Pruned> pruning) {

  public RowEntropy {
    whole = List.copyOf(whole);
  }

  /// Measures a prompt; memory stays linear in its length.
  ///
  /// @param policy what to prune; carried out in flight with positions kept, whatever it says of
  ///   that, as that is what the theory speaks of
  public static RowEntropy measure(
      Engine engine, PreparedPrompt prompt, Optional<PruningPolicy> policy) {
    if (policy.isEmpty()) {
      EntropySurvey survey = new EntropySurvey(0, Optional.empty());
      engine.observe(prompt, survey, engine.info().layers());
      return new RowEntropy(survey.layers(), Optional.empty());
    }
    PruningPolicy inFlight = policy.get().withExecution(Execution.IN_FLIGHT, PositionRule.KEEP);
    PrunedReading reading = PrunedReading.of(engine, prompt, inFlight);
    int first = reading.run().firstLayer();
    EntropySurvey whole = new EntropySurvey(0, Optional.of(reading.stays()));
    EntropySurvey after = new EntropySurvey(first, Optional.empty());
    List<FirstPrunedLayer> predicted =
        Stream.of(RowGroup.LAST, RowGroup.QUESTION)
            .filter(_ -> reading.drops())
            .map(asking -> new FirstPrunedLayer(asking, first, reading.stays()))
            .toList();
    engine.observe(
        prompt,
        view -> {
          whole.layer(view);
          predicted.forEach(rows -> rows.whole(view));
        },
        engine.info().layers());
    reading.observe(
        engine,
        prompt,
        view -> {
          if (after.wants(view.index())) {
            after.layer(view);
            predicted.forEach(rows -> rows.pruned(view));
          }
        });
    // The layers before the first pruned one are the same.
    List<Layer> pruned = new ArrayList<>(whole.survivors().subList(0, first));
    pruned.addAll(after.layers());
    return new RowEntropy(
        whole.layers(),
        Optional.of(
            new Pruned(
                reading.run(),
                whole.survivors(),
                pruned,
                predicted.stream().flatMap(rows -> rows.prediction().stream()).toList())));
  }

  /// One layer.
  ///
  /// @param layer from 0
  /// @param rows rows of each group; a group without rows is missing here and in `nats`
  /// @param nats for each group the mean over its rows and the heads
  public record Layer(int layer, Map<RowGroup, Integer> rows, Map<RowGroup, Double> nats) {

    public Layer {
      rows = Collections.unmodifiableMap(new EnumMap<>(rows));
      nats = Collections.unmodifiableMap(new EnumMap<>(nats));
    }
  }

  /// After pruning.
  ///
  /// @param run how it was pruned
  /// @param sameRows the prompt read whole, means over the rows that survive: what `layers` has to
  ///   be compared with
  /// @param layers the pruned prompt
  /// @param predictions at the first pruned layer, for the last token and the question; empty where
  ///   nothing was dropped, no layer came after, or a window hides a part of the prompt from them
  public record Pruned(
      PrunedRun run, List<Layer> sameRows, List<Layer> layers, List<Prediction> predictions) {

    public Pruned {
      sameRows = List.copyOf(sameRows);
      layers = List.copyOf(layers);
      predictions = List.copyOf(predictions);
    }
  }

  /// What theory says of the first pruned layer, from the prompt read whole, beside what was
  /// measured there. Every surviving weight grows by `1 / (1 - m)`. All are means over rows and
  /// heads.
  ///
  /// @param asking whose rows
  /// @param layer the first pruned layer
  /// @param droppedMass m, the attention that the dropped tokens had
  /// @param visualShare v before
  /// @param predictedVisualShare v / (1 - m), of the visual tokens that stay
  /// @param measuredVisualShare in the pruned run
  /// @param largestError of the measured visual share of any head and row
  /// @param entropy before
  /// @param predictedEntropy of the surviving weights divided by 1 - m
  /// @param measuredEntropy in the pruned run
  /// @param bound log(1 - m), below which the change lies where the smallest weights were dropped
  public record Prediction(
      RowGroup asking,
      int layer,
      double droppedMass,
      double visualShare,
      double predictedVisualShare,
      double measuredVisualShare,
      double largestError,
      double entropy,
      double predictedEntropy,
      double measuredEntropy,
      double bound) {}
}
