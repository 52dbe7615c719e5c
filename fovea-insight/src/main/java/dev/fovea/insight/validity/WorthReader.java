package dev.fovea.insight.validity;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.Part;
import dev.fovea.insight.validity.WorthContext.Sentence;
import dev.fovea.pruning.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads contexts of known worth, parsed from JSON to plain lists, maps and strings:
///
///     {"question": "Which boat came late?",
///      "sentences": [{"text": "The green boat came late.", "worth": "needed"},
///                    {"text": "The red boat came first.", "worth": "misleading"},
///                    {"text": "The wind stood in the west.", "worth": "filler"}],
///      "images": ["harbour.png"]}
///
/// `images` may be left out. A list of such objects is several contexts.
public final class WorthReader {
  private final Function<String, RgbImage> images;

  private WorthReader(Function<String, RgbImage> images) {
    this.images = images;
  }

  /// Reads one context or several.
  ///
  /// @param images finds the picture that a context calls by a path
  /// @throws FoveaException if something is missing or of the wrong kind; it names the place as
  ///   `[0].sentences[1].worth`
  public static List<WorthContext> read(@Nullable Object json, Function<String, RgbImage> images) {
    WorthReader reader = new WorthReader(images);
    if (json instanceof List<?> list) {
      if (list.isEmpty()) {
        throw new FoveaException("expected at least one context, found an empty list");
      }
      return IntStream.range(0, list.size())
          .mapToObj(i -> reader.context(list.get(i), "[" + i + "]"))
          .toList();
    }
    return List.of(reader.context(json, ""));
  }

  private WorthContext context(@Nullable Object value, String path) {
    Map<?, ?> map = map(value, path);
    List<Sentence> sentences = new ArrayList<>();
    List<?> items = list(map.get("sentences"), path + ".sentences");
    for (int i = 0; i < items.size(); i++) {
      sentences.add(
          sentence(items.get(i), String.format(Locale.ROOT, "%s.sentences[%d]", path, i)));
    }
    List<Part.Image> pictures = new ArrayList<>();
    if (map.containsKey("images")) {
      List<?> names = list(map.get("images"), path + ".images");
      for (int i = 0; i < names.size(); i++) {
        String name = string(names.get(i), String.format(Locale.ROOT, "%s.images[%d]", path, i));
        pictures.add(new Part.Image(name, images.apply(name)));
      }
    }
    String question = string(map.get("question"), path + ".question");
    try {
      return new WorthContext(question, sentences, pictures);
    } catch (FoveaException e) {
      throw path.isEmpty()
          ? e
          : new FoveaException(String.format(Locale.ROOT, "%s: %s", path, e.getMessage()), e);
    }
  }

  private static Sentence sentence(@Nullable Object value, String path) {
    Map<?, ?> map = map(value, path);
    String text = string(map.get("text"), path + ".text");
    if (text.isBlank()) {
      throw wrong(path + ".text", "some text", "none");
    }
    String worth = string(map.get("worth"), path + ".worth");
    return Arrays.stream(Worth.values())
        .filter(each -> Names.of(each).equals(worth))
        .findFirst()
        .map(each -> new Sentence(text, each))
        .orElseThrow(() -> wrong(path + ".worth", worths(), worth));
  }

  private static String worths() {
    return Arrays.stream(Worth.values()).map(Names::of).collect(Collectors.joining(", "));
  }

  private static Map<?, ?> map(@Nullable Object value, String path) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw wrong(path, "an object", value);
  }

  private static List<?> list(@Nullable Object value, String path) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(path, "a list", value);
  }

  private static String string(@Nullable Object value, String path) {
    if (value instanceof String string) {
      return string;
    }
    throw wrong(path, "a string", value);
  }

  private static FoveaException wrong(String path, String expected, @Nullable Object found) {
    String place = path.startsWith(".") ? path.substring(1) : path;
    String shown =
        switch (found) {
          case null -> "nothing";
          case Map<?, ?> _ -> "an object";
          case List<?> _ -> "a list";
          default -> found.toString();
        };
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "%sexpected %s, found %s",
            place.isEmpty() ? "" : place + ": ",
            expected,
            shown));
  }
}
