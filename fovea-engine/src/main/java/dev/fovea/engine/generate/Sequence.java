package dev.fovea.engine.generate;

import dev.fovea.engine.internal.Scope;
import dev.fovea.engine.internal.Tensors;
import dev.fovea.engine.model.DecoderLayer;
import dev.fovea.engine.model.KeyValueCache;
import dev.fovea.engine.model.RotaryEmbedding.Rotation;
import dev.fovea.engine.model.TextDecoder;
import dev.fovea.engine.text.PromptLayout;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A prompt that was read, and can be continued token by token. Not for several threads at once.
public final class Sequence implements AutoCloseable {
  private final TextDecoder decoder;
  private final KeyValueCache cache;
  private final PromptLayout layout;
  private final long[] positions;
  private long nextPosition;
  private float[] logits;

  Sequence(
      TextDecoder decoder,
      KeyValueCache cache,
      PromptLayout layout,
      long[] positions,
      float[] logits) {
    this.decoder = decoder;
    this.cache = cache;
    this.layout = layout;
    this.positions = positions;
    this.logits = logits;
    nextPosition = Arrays.stream(positions).max().orElse(-1) + 1;
  }

  /// The rows of the prompt that were kept.
  public PromptLayout layout() {
    return layout;
  }

  /// Position ids of those rows.
  public long[] positions() {
    return positions.clone();
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
      Rotation rotation = decoder.rotation(new long[] {nextPosition});
      for (DecoderLayer layer : decoder.layers()) {
        hidden = layer.forward(hidden, rotation, Optional.of(cache)).hidden();
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
