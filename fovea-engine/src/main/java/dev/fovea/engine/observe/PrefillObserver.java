package dev.fovea.engine.observe;

import java.util.Optional;

/// Looks at a prefill layer by layer, and may decide with which rows it goes on. Together with
/// [Compaction] it is all that a pruning method needs.
public interface PrefillObserver {

  /// An observer that looks at nothing.
  PrefillObserver NONE = layer -> {};

  /// Whether [#layer] is to be called for this layer; asked before the layer runs.
  default boolean wants(int layer) {
    return true;
  }

  /// Called after each layer that it wants. The view is valid during the call only.
  void layer(LayerView layer);

  /// Asked after every layer: rows to go on with, if not all. The last row has to be among them.
  /// After the last layer only the key/value cache shrinks.
  default Optional<Compaction> after(int layer) {
    return Optional.empty();
  }
}
