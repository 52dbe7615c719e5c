package dev.fovea.scenes.language;

/// What a sentence can tell that no picture shows.
public enum ClueForm {
  /// Who likes a shape best.
  NAME("shape", "name"),
  /// What a shape is called.
  NICKNAME("shape", "nickname"),
  /// What a colour means.
  MEANING("colour", "meaning");

  private final String slot;
  private final String partnerSlot;

  ClueForm(String slot, String partnerSlot) {
    this.slot = slot;
    this.partnerSlot = partnerSlot;
  }

  /// The [Lexicon]'s name of what is told about.
  public String slot() {
    return slot;
  }

  /// The [Lexicon]'s name of what is told.
  public String partnerSlot() {
    return partnerSlot;
  }
}
