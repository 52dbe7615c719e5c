package dev.fovea.builtin.data;

/// A cell of the 3 x 3 grid on a picture, in reading order.
public enum Place {
  TOP_LEFT("top left"),
  TOP_MIDDLE("top middle"),
  TOP_RIGHT("top right"),
  MIDDLE_LEFT("middle left"),
  CENTRE("centre"),
  MIDDLE_RIGHT("middle right"),
  BOTTOM_LEFT("bottom left"),
  BOTTOM_MIDDLE("bottom middle"),
  BOTTOM_RIGHT("bottom right");

  private final String word;

  Place(String word) {
    this.word = word;
  }

  /// The word or words of texts and answers.
  public String word() {
    return word;
  }

  /// 0 at the top to 2.
  public int row() {
    return ordinal() / 3;
  }

  /// 0 at the left to 2.
  public int column() {
    return ordinal() % 3;
  }
}
