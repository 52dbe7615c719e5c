package dev.fovea.engine.internal.generate;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.attention.Attention.Mask.Run;
import dev.fovea.engine.internal.model.decoder.DecoderLayer.LayerOutput;
import dev.fovea.engine.internal.model.decoder.KeyValueCache;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.model.rope.RotaryEmbedding.Rotation;
import dev.fovea.engine.internal.model.rope.Rotations;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.observe.Compaction;
import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.engine.progress.ProgressListener.Stage;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Tensor;

/// Reads a prompt, layer by layer, under the eyes of an observer.
///
/// A layer is a step of the engine's [Gate]; the observer is called between steps, so it may do
/// whatever it likes, wait for other threads that use the engine included. What it throws ends the
/// reading, and nothing stays behind.
public final class Prefill {
  private final Gate gate;
  private final TextDecoder decoder;
  private final PrefillObserver observer;
  private final ProgressListener progress;
  private PromptLayout layout;
  private Positions positions;
  private List<Run> bothWays;
  private List<Tensor> deep;

  private Prefill(
      TextDecoder decoder,
      PreparedPrompt prompt,
      PreparedPrompt.Inputs inputs,
      PrefillObserver observer) {
    gate = decoder.gate();
    this.decoder = decoder;
    this.observer = observer;
    progress = prompt.progress();
    layout = prompt.layout();
    positions = prompt.positions();
    bothWays = decoder.bothWays(layout);
    deep = inputs.deep();
  }

  /// Reads the whole prompt and leaves a sequence to be continued.
  ///
  /// @param reserve tokens to make room for in the key/value cache, 0 or more; no more is made than
  ///   the model's context has
  /// @throws CancellationException if the thread is interrupted, which it stays
  public static Sequence run(
      TextDecoder decoder, PreparedPrompt prompt, PrefillObserver observer, int reserve) {
    if (reserve < 0) {
      throw new FoveaException("reserve: expected 0 tokens or more, found " + reserve);
    }
    int layers = decoder.config().layers();
    int room = Math.max(0, decoder.config().contextLength() - prompt.length());
    return decoder
        .gate()
        .call(() -> {
          KeyValueCache cache = new KeyValueCache(layers, Math.min(reserve, room));
          try (Scope scope = new Scope()) {
            PreparedPrompt.Inputs inputs = prompt.inputs();
            Prefill prefill = new Prefill(decoder, prompt, inputs, observer);
            Tensor hidden = prefill.layers(inputs.embeddings(), layers, Optional.of(cache));
            float[] logits =
                decoder.gate().step(() -> Tensors.toFloats(decoder.logits(lastRow(hidden))));
            return new Sequence(decoder, cache, prefill.layout, prefill.positions, logits);
          } catch (RuntimeException | Error failure) {
            cache.close();
            throw failure;
          }
        });
  }

  private static Tensor lastRow(Tensor hidden) {
    return hidden.narrow(1, hidden.size(1) - 1, 1);
  }

  /// Runs the first layers only, for what the observer sees of them: no cache is kept.
  ///
  /// @param layers how many, at most those of the model
  /// @throws CancellationException if the thread is interrupted, which it stays
  public static void observe(
      TextDecoder decoder, PreparedPrompt prompt, PrefillObserver observer, int layers) {
    int all = decoder.config().layers();
    if (layers < 0 || layers > all) {
      throw new FoveaException(
          String.format(Locale.ROOT, "layers: expected 0 to %d, found %d", all, layers));
    }
    decoder
        .gate()
        .call(() -> {
          try (Scope scope = new Scope()) {
            withoutCache(decoder, prompt, observer, layers);
            return layers;
          }
        });
  }

  /// Runs all layers without a cache and returns the hidden states that leave the last one, `[1, n,
  /// hidden]`.
  public static Tensor hidden(
      TextDecoder decoder, PreparedPrompt prompt, PrefillObserver observer) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(withoutCache(decoder, prompt, observer, decoder.config().layers()));
    }
  }

  private static Tensor withoutCache(
      TextDecoder decoder, PreparedPrompt prompt, PrefillObserver observer, int layers) {
    PreparedPrompt.Inputs inputs = prompt.inputs();
    return new Prefill(decoder, prompt, inputs, observer)
        .layers(inputs.embeddings(), layers, Optional.empty());
  }

  private Tensor layers(Tensor embeddings, int count, Optional<KeyValueCache> cache) {
    try (Scope scope = new Scope()) {
      Tensor hidden = embeddings;
      if (layout.size() == 0) {
        throw new FoveaException("the prompt has no tokens: expected at least one");
      }
      Rotations rotations = gate.step(() -> decoder.rotations(positions));
      Stage stage = cache.isPresent() ? Stage.READING : Stage.OBSERVING;
      for (int layer = 0; layer < count; layer++) {
        progress.progress(stage, layer, count);
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("interrupted in layer " + layer + " of the prefill");
        }
        Tensor entered = hidden;
        hidden = step(layer, entered, rotations.of(layer), cache);
        if (layer > 0) {
          entered.close(); // or those of all layers would stay until the last
        }
        if (layer < deep.size()) {
          hidden = addAtVisualRows(hidden, deep.get(layer));
        }
        Optional<Compaction> compaction = observer.after(layer);
        if (compaction.isPresent()) {
          hidden = compact(hidden, layer + 1, compaction.get(), cache);
          rotations = gate.step(() -> decoder.rotations(positions));
        }
      }
      progress.progress(stage, count, count);
      return scope.moveOut(hidden);
    }
  }

  private Tensor step(int layer, Tensor hidden, Rotation rotation, Optional<KeyValueCache> cache) {
    try (Scope scope = new Scope()) {
      LayerOutput output = decoder.layers().get(layer).forward(hidden, rotation, bothWays, cache);
      if (observer.wants(layer)) {
        LayerView view =
            new LayerView(
                gate, layer, layout, positions, hidden, output.attention(), output.hidden());
        try {
          observer.layer(view);
        } finally {
          view.end();
        }
      }
      return scope.moveOut(output.hidden());
    }
  }

  private Tensor addAtVisualRows(Tensor hidden, Tensor features) {
    return gate.step(() -> {
      try (Scope scope = new Scope()) {
        Tensor rows = Tensors.indices(layout.positions(TokenRole.VISUAL), hidden.device());
        return scope.moveOut(hidden.index_add(1, rows, features.unsqueeze(0)));
      }
    });
  }

  private Tensor compact(
      Tensor hidden, int layersSoFar, Compaction compaction, Optional<KeyValueCache> cache) {
    int[] rows = compaction.rows();
    if (rows.length == 0 || rows[rows.length - 1] != layout.size() - 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the last row of %d predicts the answer and has to stay",
              layout.size()));
    }
    return gate.step(() -> dropped(hidden, layersSoFar, compaction, cache));
  }

  private Tensor dropped(
      Tensor hidden, int layersSoFar, Compaction compaction, Optional<KeyValueCache> cache) {
    int[] rows = compaction.rows();
    try (Scope scope = new Scope()) {
      Positions kept = positions.select(rows);
      Positions next = compaction.positions().apply(kept);
      Optional<Rotations> moved =
          compaction.positions() == PositionRule.RENUMBER
              ? Optional.of(decoder.moved(kept, next))
              : Optional.empty();
      cache.ifPresent(held -> held.select(layersSoFar, rows, moved));
      Tensor visual = Tensors.indices(layout.visualOrdinals(rows), hidden.device());
      deep = deep.stream().map(all -> scope.moveOut(all.index_select(0, visual))).toList();
      layout = layout.select(rows);
      bothWays = decoder.bothWays(layout);
      positions = next;
      return scope.moveOut(hidden.index_select(1, Tensors.indices(rows, hidden.device())));
    }
  }
}
