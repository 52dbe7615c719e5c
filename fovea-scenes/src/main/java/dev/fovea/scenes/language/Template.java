package dev.fovea.scenes.language;

import dev.fovea.scenes.scene.Draw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text with slots, as in `{name} met {name2} at the {town}.`: a slot draws from the [Lexicon]'s
/// words of its name, and slots of one name with other digits draw other words.
public final class Template {
  private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)\\d?}");

  /// One more than there are slots: what stands before each, and after the last.
  private final List<String> literals = new ArrayList<>();

  private final List<Slot> slots = new ArrayList<>();

  private Template(String pattern) {
    Matcher matcher = SLOT.matcher(pattern);
    int end = 0;
    while (matcher.find()) {
      literals.add(pattern.substring(end, matcher.start()));
      slots.add(new Slot(matcher.group(1), Lexicon.slot(matcher.group(1))));
      end = matcher.end();
    }
    literals.add(pattern.substring(end));
  }

  public static List<Template> list(String... patterns) {
    return Arrays.stream(patterns).map(Template::new).toList();
  }

  /// The text with a capital at its start.
  public String fill(SplittableRandom random) {
    return fill(random, Map.of());
  }

  /// The text with a capital at its start.
  ///
  /// @param known words of slots that are not drawn, by name
  public String fill(SplittableRandom random, Map<String, String> known) {
    StringBuilder text = new StringBuilder(96);
    String[] words = new String[slots.size()];
    for (int i = 0; i < words.length; i++) {
      text.append(literals.get(i));
      words[i] = word(random, known, i, words);
      if (endsInArticle(text) && "aeiou".indexOf(words[i].charAt(0)) >= 0) {
        text.insert(text.length() - 1, 'n');
      }
      text.append(words[i]);
    }
    text.append(literals.getLast());
    text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
    return text.toString();
  }

  private String word(
      SplittableRandom random, Map<String, String> known, int index, String[] words) {
    Slot slot = slots.get(index);
    String word = known.get(slot.name());
    while (word == null || (!known.containsKey(slot.name()) && drawnBefore(index, words, word))) {
      word = Draw.one(random, slot.words());
    }
    return word;
  }

  private boolean drawnBefore(int index, String[] words, String word) {
    for (int i = 0; i < index; i++) {
      if (words[i].equals(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsInArticle(StringBuilder text) {
    int end = text.length();
    return end >= 2
        && text.charAt(end - 1) == ' '
        && (text.charAt(end - 2) == 'a' || text.charAt(end - 2) == 'A')
        && (end == 2 || text.charAt(end - 3) == ' ');
  }

  private record Slot(String name, List<String> words) {}
}
