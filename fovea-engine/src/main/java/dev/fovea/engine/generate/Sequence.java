package dev.fovea.engine.generate;

import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.model.KeyValueCache;
import dev.fovea.engine.model.Positions;
import dev.fovea.engine.model.Rotations;
import dev.fovea.engine.model.TextDecoder;
import dev.fovea.engine.text.PromptLayout;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A prompt that was read, and can be continued token by token. Not for several threads at once.
public final class Sequence implements AutoCloseable {
  private final TextDecoder decoder;
  private final KeyValueCache cache;
  private final PromptLayout layout;
  private final Positions positions;
  private long nextPosition;
  private float[] logits;

  Sequence(
      TextDecoder decoder,
      KeyValueCache cache,
      PromptLayout layout,
      Positions positions,
      float[] logits) {
    this.decoder = decoder;
    this.cache = cache;
    this.layout = layout;
    this.positions = positions;
    this.logits = logits;
    nextPosition = positions.next();
  }

  /// The rows of the prompt that were kept.
  public PromptLayout layout() {
    return layout;
  }

  /// Position ids of those rows.
  public Positions positions() {
    return positions;
  }

  /// Logits of the next token, one per vocabulary row.
  public float[] logits() {
    return logits.clone();
  }

  /// Bytes that the key/value cache holds.
  public long cacheBytes() {
    return cache.bytes();
  }

  /// Appends a token; [#logits] are then those of the one after it.
  public void append(int token) {
    try (Scope scope = new Scope()) {
      Tensor hidden = decoder.embed(new int[] {token});
      Rotations rotations = decoder.rotations(Positions.single(nextPosition));
      for (int layer = 0; layer < decoder.layers().size(); layer++) {
        hidden =
            decoder
                .layers()
                .get(layer)
                .forward(hidden, rotations.of(layer), Optional.of(cache))
                .hidden();
      }
      logits = Tensors.toFloats(decoder.logits(hidden));
      nextPosition++;
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
