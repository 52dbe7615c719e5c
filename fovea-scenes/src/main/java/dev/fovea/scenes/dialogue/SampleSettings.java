package dev.fovea.scenes.dialogue;

import dev.fovea.scenes.language.QuestionKind;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What samples are made of.
///
/// @param fewestObjects on a picture, at least 1
/// @param mostObjects on a picture, at most 7
/// @param kinds of the questions about the picture, drawn in equal shares
/// @param mostQuestions about the picture in one sample
/// @param trueShare share of samples with a context that hold true statements about the picture
/// @param misleadingShare share of samples with a context that hold a false statement about it
public record SampleSettings(
    int fewestObjects,
    int mostObjects,
    Set<QuestionKind> kinds,
    int mostQuestions,
    double trueShare,
    double misleadingShare) {
  public SampleSettings {
    if (fewestObjects < 1 || fewestObjects > mostObjects || mostObjects > 7) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected 1 to 7 objects, found %d to %d", fewestObjects, mostObjects));
    }
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("expected at least one kind of question");
    }
    kinds = Set.copyOf(kinds);
  }

  /// All kinds of questions on pictures of 1 to 7 objects.
  public static SampleSettings standard() {
    return new SampleSettings(1, 7, EnumSet.allOf(QuestionKind.class), 8, 0.15, 0.015);
  }

  /// The same with other numbers of objects, as a curriculum needs it.
  public SampleSettings withObjects(int fewest, int most) {
    return new SampleSettings(fewest, most, kinds, mostQuestions, trueShare, misleadingShare);
  }

  /// The same with other kinds of questions.
  public SampleSettings withKinds(Set<QuestionKind> others) {
    return new SampleSettings(
        fewestObjects, mostObjects, others, mostQuestions, trueShare, misleadingShare);
  }
}
