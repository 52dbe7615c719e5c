package dev.fovea.builtin.data;

/// What a sentence can tell that no picture shows.
enum ClueForm {
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
  String slot() {
    return slot;
  }

  /// The [Lexicon]'s name of what is told.
  String partnerSlot() {
    return partnerSlot;
  }
}
