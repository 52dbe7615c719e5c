package dev.fovea.lab;

import dev.fovea.pruning.Names;
import java.util.Optional;
import java.util.function.Function;

/// By what samples are told apart.
public enum Grouping {
  /// By what is asked.
  KIND(line -> Optional.of(line.kind())),
  /// By whether a sentence of the text is needed besides the picture.
  NEEDS_TEXT(line -> Optional.of(line.needsText() ? "yes" : "no")),
  /// By how many objects the picture shows.
  OBJECTS(line -> Optional.of(Integer.toString(line.objects()))),
  /// By the size of the object that is asked about.
  SIZE(StudyLine::size);

  private final Function<StudyLine, Optional<String>> group;

  Grouping(Function<StudyLine, Optional<String>> group) {
    this.group = group;
  }

  /// The group of a line, if it is in one.
  Optional<String> of(StudyLine line) {
    return group.apply(line);
  }

  /// As reports have it: `needs-text`.
  @Override
  public String toString() {
    return Names.of(this);
  }
}
