package dev.fovea.engine.model;

import dev.fovea.engine.internal.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// What the pictures of a prompt bring to the decoder.
///
/// @param embeddings `[visual tokens, hidden]`, in the order of their tokens in the prompt: they
///   take the place of the token embeddings
/// @param deep further features of the same shape: the i-th is added to what leaves decoder layer i
///   (DeepStack, arXiv 2406.04334); empty in most families
public record VisualFeatures(Tensor embeddings, List<Tensor> deep) {

  public VisualFeatures {
    deep = List.copyOf(deep);
  }

  /// Features that only take the place of embeddings.
  public VisualFeatures(Tensor embeddings) {
    this(embeddings, List.of());
  }

  VisualFeatures moveOut(Scope scope) {
    return new VisualFeatures(
        scope.moveOut(embeddings), deep.stream().map(scope::moveOut).toList());
  }
}
