package dev.fovea.train.learn;

import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.model.rope.Rotations;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.train.learn.Batch.Naming;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Runs the network of a model over a batch, along a graph of gradients where its weights are
/// leaves of one.
final class Losses {
  private final VisionLanguageModel model;
  private final TextDecoder decoder;

  Losses(VisionLanguageModel model) {
    this.model = model;
    decoder = model.text();
  }

  /// Projected features of the batch's pictures, `[visual rows, hidden]`.
  Tensor features(Batch batch) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(model.features(List.of(batch.pixels())).embeddings());
    }
  }

  /// Logits that predict the tokens at some places, `[places, vocabulary]`, float32.
  ///
  /// @param features of the batch's pictures
  /// @param places in the batch's ids, none of them the first of a sequence
  Tensor logits(Batch batch, Tensor features, int[] places) {
    try (Scope scope = new Scope()) {
      Tensor visual = Tensors.indices(batch.visualRows(), decoder.device());
      Tensor hidden =
          decoder
              .embed(batch.ids())
              .index_copy(1, visual, features.unsqueeze(0))
              .view(batch.sequences(), batch.length(), decoder.config().hidden());
      Rotations rotations = decoder.rotations(Positions.sequence(batch.length()));
      for (int layer = 0; layer < decoder.layers().size(); layer++) {
        hidden = decoder.layers().get(layer).differentiable(hidden, rotations.of(layer));
      }
      int[] before = IntStream.of(places).map(place -> place - 1).toArray();
      Tensor rows = hidden.flatten(0, 1).index_select(0, Tensors.indices(before, decoder.device()));
      return scope.moveOut(decoder.logits(rows.unsqueeze(0)).squeeze(0));
    }
  }

  /// Sum of the weighted cross-entropies of the text.
  ///
  /// @param features of the batch's pictures
  Tensor text(Batch batch, Tensor features) {
    int[] places =
        IntStream.range(0, batch.ids().length).filter(i -> batch.weights()[i] > 0).toArray();
    float[] weights = new float[places.length];
    int[] targets = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      weights[i] = batch.weights()[places[i]];
      targets[i] = batch.ids()[places[i]];
    }
    try (Scope scope = new Scope()) {
      return scope.moveOut(crossEntropy(logits(batch, features, places), targets, weights));
    }
  }

  /// Mean cross-entropy of the words of all namings. Features pass the final norm first, as hidden
  /// states do: what decoder layers see of them is their direction, so it is that which has to tell
  /// words apart.
  ///
  /// @param features of the batch's pictures
  Tensor naming(Batch batch, Tensor features) {
    try (Scope scope = new Scope()) {
      Tensor normal = decoder.normalise(features.unsqueeze(0)).squeeze(0);
      Tensor sum = null;
      for (Naming naming : batch.names()) {
        int[] rows =
            IntStream.range(0, naming.chosen().length)
                .filter(row -> naming.chosen()[row] >= 0)
                .toArray();
        int[] targets = IntStream.of(rows).map(row -> naming.chosen()[row]).toArray();
        float[] weights = new float[rows.length];
        Arrays.fill(weights, 1f / rows.length);
        Tensor words = decoder.embed(naming.words()).squeeze(0);
        Tensor named = normal.index_select(0, Tensors.indices(rows, decoder.device()));
        Tensor logits = named.matmul(words.transpose(0, 1)).to(ScalarType.Float);
        Tensor loss = crossEntropy(logits, targets, weights);
        sum = sum == null ? loss : sum.add(loss);
      }
      if (sum == null) {
        throw new IllegalArgumentException("a batch without namings has no naming loss");
      }
      return scope.moveOut(sum.div(Tensors.scalar(batch.names().size())));
    }
  }

  private Tensor crossEntropy(Tensor logits, int[] targets, float[] weights) {
    try (Scope scope = new Scope()) {
      Tensor chosen = Tensors.indices(targets, decoder.device()).unsqueeze(1);
      Tensor likelihoods = logits.log_softmax(-1).gather(1, chosen).squeeze(1);
      Tensor counted = likelihoods.mul(Tensors.of(weights, decoder.device(), weights.length));
      return scope.moveOut(counted.sum().neg());
    }
  }
}
