package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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

  /// The features of several pictures, one after the other.
  ///
  /// @param pictures at least one
  static VisualFeatures joined(List<VisualFeatures> pictures) {
    try (Scope scope = new Scope()) {
      List<Tensor> deep = new ArrayList<>();
      for (int level = 0; level < pictures.getFirst().deep().size(); level++) {
        int index = level;
        deep.add(joined(pictures, picture -> picture.deep().get(index)));
      }
      return new VisualFeatures(joined(pictures, VisualFeatures::embeddings), deep).moveOut(scope);
    }
  }

  private static Tensor joined(
      List<VisualFeatures> pictures, Function<VisualFeatures, Tensor> part) {
    return Tensors.concatenate(0, pictures.stream().map(part).toArray(Tensor[]::new));
  }

  VisualFeatures moveOut(Scope scope) {
    return new VisualFeatures(
        scope.moveOut(embeddings), deep.stream().map(scope::moveOut).toList());
  }
}
