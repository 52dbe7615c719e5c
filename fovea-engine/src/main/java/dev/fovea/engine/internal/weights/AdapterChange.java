package dev.fovea.engine.internal.weights;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.safetensors.TensorEntry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What an adapter does to one tensor of a model: replace it, then add to it.
///
/// @param tensor its name as the adapter has it
/// @param whole what takes its place
/// @param product what is added to a weight
/// @param addend what is added to a bias
/// @param scale factor of what is added
public record AdapterChange(
    String tensor,
    Optional<TensorEntry> whole,
    Optional<Product> product,
    Optional<TensorEntry> addend,
    double scale) {

  /// A product of two narrow matrices.
  ///
  /// @param a `[rank, in]`, of a convolution `[rank, in, kernel ...]`, of embeddings `[rank, ids]`
  /// @param b `[out, rank]`, of a convolution `[out, rank, 1 ...]`, of embeddings `[width, rank]`
  /// @param magnitude length of each row of the sum (of each column of embeddings), where rows keep
  ///   one of their own
  /// @param embeddings whether the product is added the other way round
  public record Product(
      TensorEntry a, TensorEntry b, Optional<TensorEntry> magnitude, boolean embeddings) {

    /// Columns of B.
    long rank() {
      return a.shape().isEmpty() ? 0 : a.shape().getFirst();
    }
  }

  AdapterChange withScale(double factor) {
    return new AdapterChange(tensor, whole, product, addend, factor);
  }

  /// The tensor's module: its name without the last part.
  String module() {
    return module(tensor);
  }

  static String module(String tensor) {
    int end = tensor.lastIndexOf('.');
    return end < 0 ? tensor : tensor.substring(0, end);
  }

  /// Any tensor of the adapter that takes part.
  TensorEntry anyEntry() {
    return product.map(Product::a).or(() -> addend).or(() -> whole).orElseThrow();
  }

  /// @param shape of the model's tensor
  /// @throws FoveaException that names a tensor of the adapter which does not fit it
  void requireFits(List<Long> shape) {
    whole.ifPresent(entry -> requireShape(entry, shape, shape));
    addend.ifPresent(entry -> requireShape(entry, shape, shape));
    product.ifPresent(pair -> {
      if (shape.size() < 2) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: tensor '%s': expected a matrix to add to, found a tensor of shape %s",
                pair.a().file(),
                pair.a().name(),
                shape));
      }
      requireShape(pair.a(), expectedA(pair, shape), shape);
      requireShape(pair.b(), expectedB(pair, shape), shape);
      long lengths = pair.embeddings() ? shape.getLast() : shape.getFirst();
      pair.magnitude()
          .filter(entry -> entry.elements() != lengths)
          .ifPresent(entry -> requireShape(entry, List.of(lengths), shape));
    });
  }

  private static List<Long> expectedA(Product pair, List<Long> shape) {
    return pair.embeddings() ? List.of(pair.rank(), shape.getFirst()) : with(0, pair.rank(), shape);
  }

  private static List<Long> expectedB(Product pair, List<Long> shape) {
    if (pair.embeddings()) {
      return List.of(shape.getLast(), pair.rank());
    }
    List<Long> ones = shape.stream().map(_ -> 1L).toList();
    return with(1, pair.rank(), with(0, shape.getFirst(), ones));
  }

  private static List<Long> with(int place, long size, List<Long> shape) {
    Long[] sizes = shape.toArray(Long[]::new);
    if (place < sizes.length) {
      sizes[place] = size;
    }
    return List.of(sizes);
  }

  private static void requireShape(TensorEntry entry, List<Long> expected, List<Long> shape) {
    if (!entry.shape().equals(expected)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: tensor '%s': expected %s for a tensor of shape %s, found %s",
              entry.file(),
              entry.name(),
              expected,
              shape,
              entry.shape()));
    }
  }
}
