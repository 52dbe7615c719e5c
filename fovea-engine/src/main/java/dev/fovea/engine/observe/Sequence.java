package dev.fovea.engine.observe;

import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.internal.model.decoder.KeyValueCache;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.rope.Positions;
import dev.fovea.engine.internal.model.rope.Rotations;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.prompt.PromptLayout;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// A prompt that was read, and can be continued token by token.
///
/// Any thread may use and close it; one after the other, if the answer is to make sense. Closed, or
/// when the engine that made it is closed, everything but [#layout], [#positions] and [#close]
/// throws [ClosedException].
public final class Sequence implements AutoCloseable {
  private final Gate gate;
  private final TextDecoder decoder;
  private final KeyValueCache cache;
  private final PromptLayout layout;
  private final Positions positions;
  // What follows is changed and read in steps only.
  private long nextPosition;
  private float[] logits;
  private boolean closed;

  public Sequence(
      TextDecoder decoder,
      KeyValueCache cache,
      PromptLayout layout,
      Positions positions,
      float[] logits) {
    gate = decoder.gate();
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
    return step(() -> logits.clone());
  }

  /// Bytes that the key/value cache holds.
  public long cacheBytes() {
    return step(cache::bytes);
  }

  /// How many tokens it has: rows that were kept, and tokens that were appended.
  public int length() {
    return step(() -> cache.length(0));
  }

  /// Appends a token; [#logits] are then those of the one after it. Where that fails, the sequence
  /// is as it was.
  ///
  /// @throws dev.fovea.engine.error.FoveaException if the vocabulary has no such id
  public void append(int token) {
    decoder.requireToken(token);
    gate.call(() ->
        step(() -> {
          int length = cache.length(0);
          try {
            read(token);
          } catch (RuntimeException | Error failure) {
            cache.shorten(length);
            throw failure;
          }
          return token;
        }));
  }

  private void read(int token) {
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

  /// Tokens that can still be appended until the model's context ends; below 0 where the prompt was
  /// longer already.
  public int room() {
    return decoder.config().contextLength() - length();
  }

  public Gate gate() {
    return gate;
  }

  private <T> T step(Supplier<T> work) {
    return gate.step(() -> {
      if (closed) {
        throw new ClosedException("the sequence");
      }
      return work.get();
    });
  }

  /// Frees its cache; a token that is being appended comes first. Once is enough.
  @Override
  public void close() {
    gate.release(() -> {
      closed = true;
      cache.close();
    });
  }
}
