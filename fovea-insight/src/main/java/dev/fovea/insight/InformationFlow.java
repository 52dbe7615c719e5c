package dev.fovea.insight;

import dev.fovea.engine.Engine;
import dev.fovea.engine.generate.GradientFlow;
import dev.fovea.engine.generate.GradientFlow.Loss;
import dev.fovea.engine.generate.PrefillObserver;
import dev.fovea.engine.generate.PreparedPrompt;
import dev.fovea.engine.model.TextDecoder;
import dev.fovea.pruning.PruningPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// How much of what decides the answer flows out of visual tokens, by layer, through gradients.
///
/// @param target id of the answer token
/// @param targetText what it stands for
/// @param whole of the prompt read whole
/// @param pruned of the pruned prompt, for the same token; empty without a policy
/// @param pruning how it was pruned
public record InformationFlow(
    int target, String targetText, Run whole, Optional<Run> pruned, Optional<PrunedRun> pruning) {

  /// Measures a prompt; memory stays linear in its length.
  ///
  /// @param policy what to prune, carried out as it says
  /// @param target id of the answer token; the most likely one of the prompt read whole if empty
  public static InformationFlow measure(
      Engine engine, PreparedPrompt prompt, Optional<PruningPolicy> policy, OptionalInt target) {
    TextDecoder decoder = engine.model().text();
    Optional<PrunedReading> reading =
        policy.map(chosen -> PrunedReading.of(engine, prompt, chosen));
    boolean[] stays =
        reading
            .map(PrunedReading::stays)
            .orElseGet(() -> {
              boolean[] all = new boolean[prompt.length()];
              Arrays.fill(all, true);
              return all;
            });
    FlowSums whole = new FlowSums(decoder.config().layers(), stays);
    Loss loss = GradientFlow.run(decoder, prompt, PrefillObserver.NONE, target, whole);
    Optional<Run> pruned =
        reading.map(chosen -> {
          FlowSums sums = new FlowSums(decoder.config().layers(), stays);
          Loss after =
              chosen.read(
                  prompt,
                  PrefillObserver.NONE,
                  (some, observer) ->
                      GradientFlow.run(
                          decoder, some, observer, OptionalInt.of(loss.target()), sums));
          return new Run(after.value(), sums.layers());
        });
    return new InformationFlow(
        loss.target(),
        engine.tokenizer().decode(new int[] {loss.target()}, false),
        new Run(loss.value(), whole.layers()),
        pruned,
        reading.map(PrunedReading::run));
  }

  /// One run forwards and backwards.
  ///
  /// @param loss cross-entropy of the answer token, in nats
  public record Run(double loss, List<Layer> layers) {

    public Run {
      layers = List.copyOf(layers);
    }
  }

  /// One layer; each is the mean of `I(row, v)` over the pairs with the visual token v before the
  /// row, empty where there is no pair.
  ///
  /// @param layer from 0
  /// @param toKeptText S_vr: into text that pruning keeps, the last token left out; all text where
  ///   there is no pruning
  /// @param toLast S_vt: into the last token
  /// @param toPrunedText S_vc: into text that pruning drops; of the prompt read whole, and of those
  ///   layers of a pruned one that ran before it was dropped
  public record Layer(
      int layer, OptionalDouble toKeptText, OptionalDouble toLast, OptionalDouble toPrunedText) {}
}
