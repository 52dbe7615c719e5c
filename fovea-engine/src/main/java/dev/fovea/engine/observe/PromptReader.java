package dev.fovea.engine.observe;

/// Reads prompts under the eyes of an observer: all that pruning and measures need of an engine.
public interface PromptReader {
  /// Decoder layers.
  int layers();

  /// Reads a prompt.
  ///
  /// @param reserve tokens that are going to be generated, so that the cache is allocated once; as
  ///   many as the model's context has room for at most
  Sequence prefill(PreparedPrompt prompt, PrefillObserver observer, int reserve);

  /// Runs the first layers of a prompt for an observer and keeps nothing.
  ///
  /// @param layers how many, at most those of the model
  void observe(PreparedPrompt prompt, PrefillObserver observer, int layers);
}
