package dev.fovea.builtin.data;

import java.util.List;

/// Trains a byte-level BPE tokenizer and writes it as Hugging Face's `tokenizer.json`.
public final class TokenizerTraining {
  private TokenizerTraining() {}

  /// The bytes of `tokenizer.json`; the same texts give the same bytes.
  ///
  /// @param texts see [Lexicon#corpus]
  /// @param rows most entries of the vocabulary, at least 260
  public static byte[] train(List<String> texts, int rows) {
    throw new UnsupportedOperationException("not written yet");
  }
}
