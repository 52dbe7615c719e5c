package dev.fovea.insight.report;

import dev.fovea.insight.reading.KeyGroup;
import dev.fovea.insight.reading.RowGroup;

/// What the groups of tokens are called in sentences.
public final class Groups {
  private Groups() {}

  /// Who attends.
  public static String text(RowGroup group) {
    return switch (group) {
      case LAST -> "the last token";
      case QUESTION -> "the question";
      case TEXT -> "all text";
      case ALL -> "all tokens";
    };
  }

  /// The same at the beginning of a sentence.
  public static String title(RowGroup group) {
    String text = text(group);
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /// What gets attention.
  public static String text(KeyGroup group) {
    return switch (group) {
      case VISUAL -> "pictures";
      case CONTEXT -> "context";
      case QUESTION -> "question";
      case TEMPLATE -> "template";
      case SYSTEM -> "system message";
    };
  }
}
