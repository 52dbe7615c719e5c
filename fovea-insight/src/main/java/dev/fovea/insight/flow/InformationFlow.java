package dev.fovea.insight.flow;

import dev.fovea.engine.Engine;
import dev.fovea.engine.gradient.GradientFlow.Loss;
import dev.fovea.engine.gradient.GradientFlow.Objective;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.insight.reading.PrunedReading;
import dev.fovea.insight.reading.PrunedRun;
import dev.fovea.pruning.PruningPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// How much of what decides the answer flows out of visual tokens, by layer, through gradients.
///
/// Flows are those of the *log-odds* of an answer token against all others. The published flow is
/// that of its cross-entropy; it is this one times `1 - p`, exactly ([Run#ofLoss]), so it fades as
/// a model gets sure of a token and says little where two runs find the token unlike in likelihood.
///
/// @param target which token's
/// @param whole of the prompt read whole
/// @param pruned of the pruned prompt; empty without a policy
/// @param pruning how it was pruned
public record InformationFlow(
    Target target, Run whole, Optional<Run> pruned, Optional<PrunedRun> pruning) {
  /// Runs whose losses are further apart than this factor are at different points of the softmax:
  /// derivatives taken there differ for that reason too.
  private static final double ALIKE = 2;

  /// Which answer token is looked at.
  public sealed interface Target {

    /// One that a model finds likeliest.
    enum Likeliest implements Target {
      /// In each run its own: what it would say.
      EACH,
      /// In both runs that of the prompt read whole.
      WHOLE
    }

    /// In both runs the same given one.
    ///
    /// @param token its id
    record Given(int token) implements Target {}
  }

  /// Measures a prompt; memory stays linear in its length.
  ///
  /// @param policy what to prune, carried out as it says
  public static InformationFlow measure(
      Engine engine, PreparedPrompt prompt, Optional<PruningPolicy> policy, Target target) {
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
    OptionalInt first =
        switch (target) {
          case Target.Likeliest _ -> OptionalInt.empty();
          case Target.Given(int token) -> OptionalInt.of(token);
        };
    Run whole = run(engine, prompt, PrefillObserver.NONE, first, stays);
    OptionalInt second =
        switch (target) {
          case Target.Likeliest.EACH -> OptionalInt.empty();
          case Target.Likeliest.WHOLE -> OptionalInt.of(whole.token());
          case Target.Given(int token) -> OptionalInt.of(token);
        };
    return new InformationFlow(
        target,
        whole,
        reading.map(chosen ->
            chosen.read(
                prompt,
                PrefillObserver.NONE,
                (some, observer) -> run(engine, some, observer, second, stays))),
        reading.map(PrunedReading::run));
  }

  /// Whether pruning is all that the two runs differ in as far as the answer goes: the same token,
  /// with losses within a factor of two. Otherwise a difference of flow is not pruning's alone.
  public boolean alike() {
    return pruned
        .filter(run ->
            run.token() == whole.token()
                && Math.max(run.loss(), whole.loss()) <= ALIKE * Math.min(run.loss(), whole.loss()))
        .isPresent();
  }

  private static Run run(
      Engine engine,
      PreparedPrompt prompt,
      PrefillObserver observer,
      OptionalInt token,
      boolean[] stays) {
    FlowSums sums = new FlowSums(engine.layers(), stays);
    Loss loss = engine.differentiate(prompt, observer, token, Objective.LOG_ODDS, sums);
    String text = engine.tokenizer().decode(new int[] {loss.target()}, false);
    return new Run(loss.target(), text, loss.value(), loss.logOdds(), sums.layers());
  }

  /// One run forwards and backwards.
  ///
  /// @param token id of the answer token
  /// @param text what it stands for
  /// @param loss its cross-entropy, in nats
  /// @param logOdds `ln(p / (1 - p))` of its probability p, in nats
  public record Run(int token, String text, double loss, double logOdds, List<Layer> layers) {

    public Run {
      layers = List.copyOf(layers);
    }

    /// The probability of the answer token.
    public double probability() {
      return 1 / (1 + Math.exp(-logOdds));
    }

    /// A flow as that of the cross-entropy, the published one: times `1 - p`.
    public OptionalDouble ofLoss(OptionalDouble flow) {
      return flow.isPresent()
          ? OptionalDouble.of(flow.getAsDouble() / (1 + Math.exp(logOdds)))
          : flow;
    }
  }

  /// One layer; each is the mean of `I(row, v)`, of the log-odds, over the pairs with the visual
  /// token v before the row, empty where there is no pair.
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
