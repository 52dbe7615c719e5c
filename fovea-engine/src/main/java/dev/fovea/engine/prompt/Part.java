package dev.fovea.engine.prompt;

import dev.fovea.engine.image.RgbImage;

/// One item of a message. A chat template sees [Text], [Context] and [Protected] alike as text.
public sealed interface Part {

  /// What a person or the assistant says. It may be pruned in the turns before the question, in
  /// which the conversation's earlier questions and answers stand.
  record Text(String text) implements Part {}

  /// Long text that is read before the question, and that may be pruned wherever it stands.
  record Context(String text) implements Part {}

  /// Text that stays whatever is pruned, wherever it stands.
  record Protected(String text) implements Part {}

  /// A picture.
  ///
  /// @param name how messages call it, usually its file name
  record Image(String name, RgbImage pixels) implements Part {}
}
