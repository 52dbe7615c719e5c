package dev.fovea.engine.gradient;

import dev.fovea.engine.prompt.PromptLayout;

/// Takes the information flow of a [GradientFlow] block by block, from the last layer to the first.
public interface FlowConsumer {

  /// The keys, ascending, whose flow is wanted; where there are none, [#rows] is not called.
  ///
  /// @param layout the rows of a layer
  int[] keys(PromptLayout layout);

  /// Gets some rows of a layer.
  ///
  /// @param layer from 0
  /// @param layout the rows of the layer
  /// @param firstRow the row of the first block row
  /// @param flow I, `[rows][keys]`: 0 where a row does not see a key
  void rows(int layer, PromptLayout layout, int firstRow, float[][] flow);
}
