package dev.fovea.engine.gradient;

import dev.fovea.engine.internal.attention.Attention;
import dev.fovea.engine.internal.attention.Attention.Mask;
import dev.fovea.engine.internal.attention.AttentionFlow;
import dev.fovea.engine.internal.generate.Prefill;
import dev.fovea.engine.internal.model.decoder.DecoderLayer;
import dev.fovea.engine.internal.model.decoder.DecoderLayer.AttentionState;
import dev.fovea.engine.internal.model.decoder.DecoderLayer.Projections;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.observe.Compaction;
import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.PromptLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Runs a prompt forwards and backwards and tells what the attention weights of every layer carry
/// of the answer: `I_l[i, j] = | sum over heads of A_l[h, i, j] * dL/dA_l[h, i, j] |` (Wang et al.,
/// arXiv 2305.14160), L the [Objective] of the answer token at the last position.
///
/// Nothing of size n * n is held. On the way forwards what enters each layer is kept, `layers * n *
/// hidden` numbers; on the way back one layer at a time runs again with a graph of its own, which
/// ends at its attention, and [Attention#gradients] takes the gradient past that in blocks.
public final class GradientFlow {
  /// Rows times keys of a block.
  private static final int BLOCK = 1 << 19;

  private final Gate gate;
  private final TextDecoder decoder;
  private final FlowConsumer consumer;

  private GradientFlow(TextDecoder decoder, FlowConsumer consumer) {
    gate = decoder.gate();
    this.decoder = decoder;
    this.consumer = consumer;
  }

  /// L, of the answer token t with probability p and the logits z.
  public enum Objective {
    /// Cross-entropy, `-ln p`. Its gradient at the logits is `p - e_t`, which is exactly `-(1 -
    /// p_t) (e_t - q)`, q being the distribution over the other tokens alone: it fades as the model
    /// gets sure of t, whatever t hangs on.
    LOSS,
    /// Minus the log-odds of t against all other tokens, `logsumexp of z_k over k != t, minus z_t`.
    /// Its gradient at the logits is `q - e_t`, that of the loss without the factor `1 - p_t`, and
    /// so is every gradient below.
    LOG_ODDS
  }

  /// How the answer token came out.
  ///
  /// @param target its id
  /// @param value its cross-entropy, in nats
  /// @param logOdds `ln(p / (1 - p))` of its probability, in nats
  public record Loss(int target, double value, double logOdds) {}

  /// Runs a prompt.
  ///
  /// @param observer sees the way forwards, and may drop rows on it
  /// @param target the answer token; the most likely one if empty
  /// @param objective what is differentiated
  public static Loss run(
      TextDecoder decoder,
      PreparedPrompt prompt,
      PrefillObserver observer,
      OptionalInt target,
      Objective objective,
      FlowConsumer consumer) {
    target.ifPresent(decoder::requireToken);
    return decoder
        .gate()
        .call(() -> {
          try (Scope scope = new Scope()) {
            return differentiate(decoder, prompt, observer, target, objective, consumer).loss();
          }
        });
  }

  /// L, and its gradient at the embeddings, `[1, n, hidden]`.
  record Derivative(Loss loss, Tensor atEmbeddings) {}

  static Derivative differentiate(
      TextDecoder decoder,
      PreparedPrompt prompt,
      PrefillObserver observer,
      OptionalInt target,
      Objective objective,
      FlowConsumer consumer) {
    try (Scope scope = new Scope();
        Recorder recorder = new Recorder(observer)) {
      Tensor hidden = Prefill.hidden(decoder, prompt, recorder);
      GradientFlow flow = new GradientFlow(decoder, consumer);
      Derivative top = decoder.gate().step(() -> flow.top(hidden, target, objective));
      Tensor gradient = top.atEmbeddings();
      for (Step step : recorder.steps.reversed()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("interrupted on the way back in layer " + step.layer());
        }
        Tensor upstream = gradient;
        gradient = flow.back(step, upstream);
        upstream.close();
      }
      return new Derivative(top.loss(), scope.moveOut(gradient));
    }
  }

  /// What is needed to run a layer again.
  ///
  /// @param goingOn the rows that went on from here, if not all did
  private record Step(
      int layer, PromptLayout layout, Positions positions, Tensor input, Optional<int[]> goingOn) {}

  /// Keeps what enters the layers, on the way forwards.
  private static final class Recorder implements PrefillObserver, AutoCloseable {
    private final PrefillObserver observer;
    private final List<Step> steps = new ArrayList<>();
    private boolean wanted;

    Recorder(PrefillObserver observer) {
      this.observer = observer;
    }

    @Override
    public boolean wants(int layer) {
      wanted = observer.wants(layer);
      return true;
    }

    @Override
    public void layer(LayerView view) {
      if (wanted) {
        observer.layer(view);
      }
      try (Scope scope = new Scope()) {
        Tensor input = scope.release(new Tensor(view.input()));
        steps.add(new Step(view.index(), view.layout(), view.positions(), input, Optional.empty()));
      }
    }

    @Override
    public Optional<Compaction> after(int layer) {
      Optional<Compaction> compaction = observer.after(layer);
      Step last = steps.getLast();
      steps.set(
          layer,
          new Step(
              layer,
              last.layout(),
              last.positions(),
              last.input(),
              compaction.map(Compaction::rows)));
      return compaction;
    }

    @Override
    public void close() {
      steps.forEach(step -> step.input().close());
    }
  }

  /// L, and its gradient at what leaves the last layer.
  private Derivative top(Tensor hidden, OptionalInt target, Objective objective) {
    try (Scope scope = new Scope()) {
      long row = hidden.size(1) - 1;
      Tensor last = leaf(hidden.narrow(1, row, 1));
      try (AutoGradMode gradients = new AutoGradMode(true)) {
        Tensor likelihoods = decoder.logits(last).log_softmax(-1).flatten();
        int token = target.orElseGet(() -> Math.toIntExact(likelihoods.argmax().item_long()));
        Tensor loss = likelihoods.narrow(0, token, 1).neg().sum();
        Tensor against = against(likelihoods, token);
        Tensor differentiated =
            switch (objective) {
              case LOSS -> loss;
              case LOG_ODDS -> against;
            };
        Tensor ofLast =
            gradients(new Tensor[] {differentiated}, new Tensor[] {last}, new Tensor[0])[0];
        Tensor all = torch.zeros_like(hidden);
        all.narrow(1, row, 1).copy_(ofLast);
        return new Derivative(
            new Loss(token, loss.item_double(), -against.item_double()), scope.moveOut(all));
      }
    }
  }

  /// Minus the log-odds of a token. Made of the other tokens themselves, because `1 - p` has no
  /// digits left in float32 once the model is sure.
  private static Tensor against(Tensor likelihoods, int token) {
    try (Scope scope = new Scope()) {
      Tensor index = Tensors.indices(new int[] {token}, likelihoods.device());
      Tensor others = likelihoods.index_fill(0, index, new Scalar(Double.NEGATIVE_INFINITY));
      return scope.moveOut(others.logsumexp(0).sub(likelihoods.narrow(0, token, 1)).sum());
    }
  }

  /// From the gradient at what leaves a layer the one at what enters it. The consumer is called
  /// between two steps.
  private Tensor back(Step step, Tensor gradient) {
    try (Scope scope = new Scope()) {
      Half half = gate.step(() -> behindAttention(step, gradient));
      consume(step, half.attention(), half.atAttention());
      return scope.moveOut(gate.step(() -> beforeAttention(half)));
    }
  }

  /// A layer on the way back, at its attention.
  ///
  /// @param input what enters the layer, a leaf
  /// @param projected from it, along a graph
  /// @param atInput the gradient at the input, past attention
  /// @param atAttention the gradient at the attention's output
  private record Half(
      Tensor input,
      Projections projected,
      AttentionState attention,
      Tensor atInput,
      Tensor atAttention) {}

  private Half behindAttention(Step step, Tensor gradient) {
    try (Scope scope = new Scope()) {
      Tensor upstream = beforeDropping(step, gradient);
      Tensor input = leaf(step.input());
      Rotation rotation = decoder.rotations(step.positions()).of(step.layer());
      try (AutoGradMode gradients = new AutoGradMode(true)) {
        DecoderLayer layer = decoder.layers().get(step.layer());
        Projections projected = layer.project(input, rotation);
        AttentionState attention = attend(layer, step, projected);
        Tensor left = layer.finish(input, attention.output());
        Tensor[] behind =
            gradients(
                new Tensor[] {left},
                new Tensor[] {input, attention.output()},
                new Tensor[] {upstream});
        return new Half(
            scope.moveOut(input),
            new Projections(
                scope.moveOut(projected.queries()),
                scope.moveOut(projected.keys()),
                scope.moveOut(projected.values())),
            moveOut(scope, attention),
            scope.moveOut(behind[0]),
            scope.moveOut(behind[1]));
      }
    }
  }

  private Tensor beforeAttention(Half half) {
    AttentionState attention = half.attention();
    Projections projected = half.projected();
    try (Scope scope = new Scope();
        AutoGradMode gradients = new AutoGradMode(true)) {
      Attention.Gradients through =
          Attention.gradients(
              attention.queries(),
              attention.keys(),
              attention.values(),
              attention.scale(),
              attention.mask(),
              half.atAttention());
      Tensor[] before =
          gradients(
              new Tensor[] {projected.queries(), projected.keys(), projected.values()},
              new Tensor[] {half.input()},
              new Tensor[] {through.queries(), through.keys(), through.values()});
      return scope.moveOut(half.atInput().add(before[0]));
    }
  }

  /// The attention of a layer, whose output is a leaf: the layer's graph ends there.
  private AttentionState attend(DecoderLayer layer, Step step, Projections projected) {
    try (Scope scope = new Scope()) {
      Tensor q = projected.queries().detach();
      Tensor k = projected.keys().detach();
      Tensor v = projected.values().detach();
      Mask mask = layer.mask(decoder.bothWays(step.layout()));
      Attention.Result result = Attention.attend(q, k, v, layer.scale(), mask);
      return moveOut(
          scope,
          new AttentionState(
              q, k, v, leaf(result.output()), result.logSumExp(), layer.scale(), mask));
    }
  }

  private static AttentionState moveOut(Scope scope, AttentionState state) {
    return new AttentionState(
        scope.moveOut(state.queries()),
        scope.moveOut(state.keys()),
        scope.moveOut(state.values()),
        scope.moveOut(state.output()),
        scope.moveOut(state.logSumExp()),
        state.scale(),
        state.mask());
  }

  private static Tensor beforeDropping(Step step, Tensor gradient) {
    if (step.goingOn().isEmpty()) {
      return gradient;
    }
    try (Scope scope = new Scope()) {
      Tensor rows = Tensors.indices(step.goingOn().get(), gradient.device());
      Tensor all = torch.zeros_like(step.input());
      return scope.moveOut(all.index_copy(1, rows, gradient));
    }
  }

  private void consume(Step step, AttentionState attention, Tensor outputGradient) {
    int[] keys = consumer.keys(step.layout());
    if (keys.length == 0) {
      return;
    }
    int length = step.layout().size();
    int together = Math.max(1, BLOCK / keys.length);
    try (AttentionFlow flow =
        withoutGraph(() ->
            new AttentionFlow(
                attention.queries(),
                attention.keys(),
                attention.values(),
                attention.logSumExp(),
                outputGradient,
                attention.scale(),
                attention.mask(),
                keys))) {
      for (int row = 0; row < length; row += together) {
        int first = row;
        float[][] rows =
            withoutGraph(() -> {
              try (Scope scope = new Scope()) {
                return Tensors.toRows(flow.rows(first, Math.min(length, first + together)));
              }
            });
        consumer.rows(step.layer(), step.layout(), first, rows);
      }
    }
  }

  private <T> T withoutGraph(Supplier<T> work) {
    return gate.step(() -> {
      try (AutoGradMode none = new AutoGradMode(false)) {
        return work.get();
      }
    });
  }

  private static Tensor[] gradients(Tensor[] of, Tensor[] at, Tensor[] upstream) {
    try (Scope scope = new Scope()) {
      TensorVector found =
          torch.grad(
              new TensorVector(of),
              new TensorVector(at),
              new TensorVector(upstream),
              new BoolOptional(),
              false,
              false);
      Tensor[] gradients = new Tensor[at.length];
      for (int i = 0; i < at.length; i++) {
        // A copy of the handle: what the vector holds goes with the vector.
        gradients[i] = scope.moveOut(new Tensor(found.get(i)));
      }
      return gradients;
    }
  }

  private static Tensor leaf(Tensor tensor) {
    Tensor leaf = tensor.detach();
    leaf.requires_grad_(true);
    return leaf;
  }
}
