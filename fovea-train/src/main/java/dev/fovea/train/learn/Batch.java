package dev.fovea.train.learn;

import dev.fovea.engine.image.ImageInput;
import java.util.List;
import java.util.Locale;

/// Sequences of one length that are run together, each with one picture.
///
/// @param sequences how many
/// @param length tokens of each, padding at the end included
/// @param ids `sequences * length` tokens
/// @param weights what predicting the token at a place counts, for each of `ids`; 0 for padding and
///   for the first of a sequence
/// @param visualRows places in `ids` that receive visual features, ascending
/// @param pixels model input of the pictures, `[sequences, channels, height, width]`
/// @param names what the visual features should be near to; may be empty
public record Batch(
    int sequences,
    int length,
    int[] ids,
    float[] weights,
    int[] visualRows,
    ImageInput pixels,
    List<Naming> names) {

  public Batch {
    names = List.copyOf(names);
    if (ids.length != sequences * length || weights.length != ids.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected %d ids and weights, found %d and %d",
              sequences * length,
              ids.length,
              weights.length));
    }
  }

  /// Words of which one names what is seen at a patch: each visual feature, taken as a row of
  /// hidden states, is to predict it through the output projection.
  ///
  /// @param words tokens to choose from
  /// @param chosen index into `words` for every visual row, -1 where none applies
  public record Naming(int[] words, int[] chosen) {}

  /// Sum of [#weights].
  public double weight() {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }
}
