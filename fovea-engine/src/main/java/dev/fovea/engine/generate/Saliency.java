package dev.fovea.engine.generate;

import dev.fovea.engine.internal.ReceivedAttention;
import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.model.DecoderLayer.AttentionState;
import dev.fovea.engine.model.TextDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;

/// Information flow by gradients (Wang et al., arXiv 2305.14160): `I_l[q, k] = | sum over heads of
/// A_l[h, q, k] * dL/dA_l[h, q, k] |`, with L the cross-entropy of an answer token at the last
/// position.
///
/// With `g = dL/dO`, the gradient at a head's attention output, `dL/dA[q, k] = g_q . v_k`: the
/// gradient of the weights never has to exist in the graph. This form writes out whole matrices and
/// is meant for short prompts.
///
/// @param loss L
/// @param layers per layer I, `[n * n]` in row-major order
public record Saliency(double loss, List<float[]> layers) {

  public Saliency {
    layers = List.copyOf(layers);
  }

  /// Runs the prompt forwards and backwards.
  ///
  /// @param target id of the answer token
  public static Saliency of(TextDecoder decoder, PreparedPrompt prompt, int target) {
    try (Scope scope = new Scope();
        AutoGradMode gradients = new AutoGradMode(true)) {
      Tensor leaf = prompt.embeddings().detach().clone();
      leaf.requires_grad_(true);
      List<AttentionState> states = new ArrayList<>();
      PreparedPrompt watched =
          new PreparedPrompt(
              prompt.layout(), prompt.positions(), leaf, prompt.deepFeatures(), prompt.timings());
      Tensor hidden =
          Prefill.hidden(decoder, watched, layer -> states.add(retained(layer.attention())));
      try {
        Tensor last = decoder.logits(hidden.narrow(1, hidden.size(1) - 1, 1));
        Tensor loss = last.log_softmax(-1).flatten().narrow(0, target, 1).neg().sum();
        loss.backward();
        return new Saliency(
            Tensors.toFloats(loss)[0], states.stream().map(Saliency::flow).toList());
      } finally {
        states.forEach(Saliency::close);
      }
    }
  }

  /// Handles of our own, as those of the view end with it; the gradient at the output is to be
  /// kept.
  private static AttentionState retained(AttentionState state) {
    state.output().retain_grad();
    try (Scope scope = new Scope()) {
      return new AttentionState(
          scope.release(state.queries().detach()),
          scope.release(state.keys().detach()),
          scope.release(state.values().detach()),
          scope.release(new Tensor(state.output())),
          scope.release(state.logSumExp().detach()),
          state.scale(),
          state.mask());
    }
  }

  private static void close(AttentionState state) {
    state.queries().close();
    state.keys().close();
    state.values().close();
    state.output().close();
    state.logSumExp().close();
  }

  private static float[] flow(AttentionState state) {
    try (Scope scope = new Scope()) {
      Tensor queries = state.queries();
      int length = Math.toIntExact(queries.size(2));
      Tensor weights =
          ReceivedAttention.weights(
              queries,
              state.keys(),
              state.logSumExp(),
              state.scale(),
              state.mask(),
              IntStream.range(0, length).toArray());
      long keyHeads = state.keys().size(1);
      Tensor gradient =
          state.output().grad().view(keyHeads, queries.size(1) / keyHeads, length, queries.size(3));
      Tensor values = state.values().squeeze(0).unsqueeze(1).transpose(2, 3);
      Tensor weightGradient = gradient.matmul(values).view(queries.size(1), length, length);
      return Tensors.toFloats(weights.mul(weightGradient).sum(0).abs());
    }
  }
}
