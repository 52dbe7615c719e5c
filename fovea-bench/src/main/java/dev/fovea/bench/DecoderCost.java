package dev.fovea.bench;

import dev.fovea.engine.internal.model.decoder.TextConfig;

/// What a decoder has to compute and to read, counted from its shape.
///
/// Counted are the multiplications and additions of all matrix products: every linear map of every
/// layer, queries with keys and weights with values for exactly the pairs that the mask lets see
/// each other, and the output projection. Norms, rotations, softmax, activations, biases and
/// residuals are not: they are linear in the hidden size, a thousandth of the whole.
///
/// @param elementBytes bytes of one weight and of one cached feature
public record DecoderCost(TextConfig config, int elementBytes) {

  /// Floating-point operations of reading a prompt of so many tokens, with logits for the last.
  public long prefillOperations(int tokens) {
    long perToken = 2L * config.layers() * layerMatrices();
    long attention = 0;
    for (int window : config.windows()) {
      attention += 4L * queryFeatures() * visiblePairs(tokens, window);
    }
    return tokens * perToken + attention + 2L * headMatrix();
  }

  /// Query-key pairs of a causal mask: `n (n + 1) / 2`, less those outside the window.
  ///
  /// @param window how many keys a query sees at most; 0 for no limit
  static long visiblePairs(long tokens, long window) {
    long all = tokens * (tokens + 1) / 2;
    long hidden = window == 0 ? 0 : Math.max(0, tokens - window);
    return all - hidden * (hidden + 1) / 2;
  }

  /// Bytes that generating one token reads: all weights of the layers, the output projection, the
  /// token's embedding, and the keys and values that it attends to.
  ///
  /// @param attended positions in the cache, the new one included
  public long decodeBytes(int attended) {
    long cached = 0;
    for (int window : config.windows()) {
      cached += 2 * keyFeatures() * (window == 0 ? attended : Math.min(window, attended));
    }
    return elementBytes
        * (config.layers() * layerElements() + headMatrix() + 2L * config.hidden() + cached);
  }

  /// Bytes of all weights of the decoder, embeddings included.
  public long weightBytes() {
    return elementBytes
        * (config.layers() * layerElements()
            + (config.tied() ? 1 : 2) * headMatrix()
            + config.hidden());
  }

  private long queryFeatures() {
    return (long) config.heads() * config.headDimension();
  }

  private long keyFeatures() {
    return (long) config.keyHeads() * config.headDimension();
  }

  private long headMatrix() {
    return (long) config.vocabulary() * config.hidden();
  }

  private long layerMatrices() {
    long projections = 2 * queryFeatures() + 2 * keyFeatures();
    return config.hidden() * (projections + 3L * config.intermediate());
  }

  private long layerElements() {
    long biases = 0;
    if (config.queryKeyValueBias()) {
      biases += queryFeatures() + 2 * keyFeatures();
    }
    if (config.outputBias()) {
      biases += config.hidden();
    }
    if (config.mlpBias()) {
      biases += 2L * config.intermediate() + config.hidden();
    }
    long norms = 2L * config.hidden() + (config.queryKeyNorm() ? 2L * config.headDimension() : 0);
    return layerMatrices() + biases + norms;
  }
}
