package dev.fovea.train.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One visible character for each byte, as byte-level BPE spells text: printable ones stand for
/// themselves, the others follow from U+0100 on.
final class ByteAlphabet {
  private static final int[] CHARACTERS = new int[256];

  static {
    int next = 0x100;
    for (int i = 0; i < CHARACTERS.length; i++) {
      boolean printable = (i >= '!' && i <= '~') || (i >= 0xA1 && i <= 0xFF && i != 0xAD);
      CHARACTERS[i] = printable ? i : next++;
    }
  }

  private ByteAlphabet() {}

  /// All 256 of them by code point.
  static List<String> characters() {
    return IntStream.of(CHARACTERS).sorted().mapToObj(Character::toString).toList();
  }

  /// The bytes of a text, a character each; a list that can be changed.
  static List<String> spell(String text) {
    List<String> spelled = new ArrayList<>();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      spelled.add(Character.toString(CHARACTERS[value & 0xFF]));
    }
    return spelled;
  }
}
