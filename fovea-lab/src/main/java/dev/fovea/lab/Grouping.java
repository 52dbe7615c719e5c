package dev.fovea.lab;

import dev.fovea.pruning.Names;
import java.util.Optional;

/// By what samples are told apart.
public enum Grouping {
  /// By what is asked.
  KIND,
  /// By whether a sentence of the text is needed besides the picture.
  NEEDS_TEXT,
  /// By how many objects the picture shows.
  OBJECTS,
  /// By the size of the object that is asked about.
  SIZE;

  /// The group of a line, if it is in one.
  Optional<String> of(StudyLine line) {
    return switch (this) {
      case KIND -> Optional.of(line.kind());
      case NEEDS_TEXT -> Optional.of(line.needsText() ? "yes" : "no");
      case OBJECTS -> Optional.of(Integer.toString(line.objects()));
      case SIZE -> line.size();
    };
  }

  /// As reports have it: `needs-text`.
  @Override
  public String toString() {
    return Names.of(this);
  }
}
