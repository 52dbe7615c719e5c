package dev.fovea.scenes.language;

import dev.fovea.scenes.scene.Color;
import dev.fovea.scenes.scene.Place;
import dev.fovea.scenes.scene.Shape;
import dev.fovea.scenes.scene.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// The words that texts draw from.
///
/// Words of answers stand in every text in one form: in lower case (nicknames with a capital) after
/// a space, so that a tokenizer has one token for each.
public final class Lexicon {
  public static final List<String> COLOURS = words(Color.values(), Color::word);
  public static final List<String> SHAPES = words(Shape.values(), Shape::word);
  static final List<String> SIZES = words(Size.values(), Size::word);
  public static final List<String> PLACES = words(Place.values(), Place::word);
  public static final List<String> NUMBERS = list("one two three four five six seven");

  /// As many as there are shapes, and more.
  public static final List<String> NAMES =
      list("Tom Anna Ben Clara David Emma Felix Grace Henry Iris Jack Lucy");

  /// As many as there are shapes.
  public static final List<String> NICKNAMES = list("Zibo Mako Tilu Runa Pemo Luva Kedi Boro");

  /// As many as there are colours.
  static final List<String> MEANINGS = list("stop go wait run jump turn win rest");

  private static final Map<String, List<String>> SLOTS =
      Map.ofEntries(
          Map.entry("colour", COLOURS),
          Map.entry("shape", SHAPES),
          Map.entry("size", SIZES),
          Map.entry("place", PLACES),
          Map.entry("number", NUMBERS),
          Map.entry("name", NAMES),
          Map.entry("nickname", NICKNAMES),
          Map.entry("meaning", MEANINGS),
          Map.entry("source", sources()),
          Map.entry(
              "town",
              list(
                  "market school garden library river park station bridge kitchen farm museum"
                      + " harbour"
                      + " beach office")),
          Map.entry(
              "thing",
              list(
                  "hat cup book chair boat lamp box kite coat bike letter map clock basket bottle"
                      + " spoon ladder bell key blanket camera table mirror pencil")),
          Map.entry(
              "adjective",
              list(
                  "old new heavy light quiet warm cold clean dusty narrow famous cheap dark noisy")),
          Map.entry("verb", list("walked drove hurried returned travelled moved cycled came went")),
          Map.entry("day", list("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")),
          Map.entry("weather", list("sunny rainy windy cloudy snowy foggy")),
          Map.entry("food", list("soup bread cheese rice cake fruit salad fish")),
          Map.entry(
              "time",
              List.of(
                  "in the morning",
                  "in the evening",
                  "at noon",
                  "at night",
                  "after lunch",
                  "before dinner",
                  "last week",
                  "two days ago")));

  private Lexicon() {}

  /// The words of a template's slot.
  public static List<String> slot(String name) {
    List<String> words = SLOTS.get(name);
    if (words == null) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, "no words for {%s}", name));
    }
    return words;
  }

  /// The pictures that are not the shown one: as often without an owner as with one.
  private static List<String> sources() {
    List<String> sources = new ArrayList<>();
    for (String medium : list("drawing painting photo")) {
      for (String name : NAMES) {
        sources.add(String.format(Locale.ROOT, "in %s's %s", name, medium));
      }
      for (String which :
          List.of("another", "a different", "the other", "the next", "an older", "the last")) {
        sources.add(String.format(Locale.ROOT, "in %s picture", which));
        sources.add(String.format(Locale.ROOT, "in %s picture", which));
      }
    }
    return List.copyOf(sources);
  }

  private static List<String> list(String words) {
    return List.of(words.split(" ", -1));
  }

  private static <T> List<String> words(T[] values, Function<T, String> word) {
    return Arrays.stream(values).map(word).toList();
  }
}
