package dev.fovea.scenes.scene;

/// A cell of the 3 x 3 grid on a picture, in reading order.
public enum Place {
  TOP_LEFT("top left", 0, 0),
  TOP_MIDDLE("top middle", 0, 1),
  TOP_RIGHT("top right", 0, 2),
  MIDDLE_LEFT("middle left", 1, 0),
  CENTRE("centre", 1, 1),
  MIDDLE_RIGHT("middle right", 1, 2),
  BOTTOM_LEFT("bottom left", 2, 0),
  BOTTOM_MIDDLE("bottom middle", 2, 1),
  BOTTOM_RIGHT("bottom right", 2, 2);

  private final String word;
  private final int row;
  private final int column;

  Place(String word, int row, int column) {
    this.word = word;
    this.row = row;
    this.column = column;
  }

  /// The word or words of texts and answers.
  public String word() {
    return word;
  }

  /// 0 at the top to 2.
  public int row() {
    return row;
  }

  /// 0 at the left to 2.
  public int column() {
    return column;
  }
}
