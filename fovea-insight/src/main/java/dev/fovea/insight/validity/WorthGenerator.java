package dev.fovea.insight.validity;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.insight.validity.WorthContext.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Makes contexts in which exactly one sentence answers the question. The question asks where
/// somebody's thing is. A misleading sentence says where another thing of theirs is, or where the
/// same thing of somebody else is, and never names the place that is asked for; filler speaks of
/// other people and things. The needed sentence stands anywhere among them.
///
/// @param fillers sentences of filler in a context
/// @param misleading misleading sentences in a context
/// @param seed of the choice; the same seed gives the same contexts on every machine
public record WorthGenerator(int fillers, int misleading, long seed) {
  private static final List<String> NAMES =
      List.of(
          "Anna", "Ben", "Ella", "Hugo", "Ivy", "John", "Kate", "Leo", "Lucy", "Maria", "Mark",
          "Max", "Nina", "Paul", "Peter", "Rosa", "Sam", "Sara", "Tom");
  private static final List<String> THINGS =
      List.of(
          "lamp", "book", "bike", "hat", "kite", "bag", "coat", "spoon", "box", "phone", "shoe",
          "boat");
  private static final List<String> PLACES =
      List.of(
          "garden", "market", "library", "office", "harbor", "village", "forest", "beach", "farm",
          "school", "station", "kitchen");
  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

  public WorthGenerator {
    if (fillers < 0 || misleading < 0 || fillers + misleading < 1) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "a context of %d filler and %d misleading sentences: expected at least one sentence beside the needed one",
              fillers,
              misleading));
    }
  }

  /// So many contexts without pictures.
  public List<WorthContext> contexts(int count) {
    if (count < 1) {
      throw new FoveaException("number of contexts: expected 1 or more, found " + count);
    }
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, count).mapToObj(_ -> context(random.split())).toList();
  }

  private WorthContext context(SplittableRandom random) {
    String name = pick(NAMES, random);
    String thing = pick(THINGS, random);
    String place = pick(PLACES, random);
    List<String> names = without(NAMES, name);
    List<String> things = without(THINGS, thing);
    List<String> places = without(PLACES, place);
    List<Sentence> others = new ArrayList<>();
    for (int i = 0; i < misleading; i++) {
      boolean sameName = random.nextBoolean();
      String text =
          whereabouts(
              sameName ? name : pick(names, random),
              sameName ? pick(things, random) : thing,
              pick(places, random));
      others.add(new Sentence(text, Worth.MISLEADING));
    }
    for (int i = 0; i < fillers; i++) {
      others.add(new Sentence(filler(names, things, places, random), Worth.FILLER));
    }
    List<Sentence> sentences = new ArrayList<>();
    while (!others.isEmpty()) {
      sentences.add(others.remove(random.nextInt(others.size())));
    }
    sentences.add(
        random.nextInt(sentences.size() + 1),
        new Sentence(whereabouts(name, thing, place), Worth.NEEDED));
    return new WorthContext(
        String.format(Locale.ROOT, "Where is the %s of %s?", thing, name), sentences, List.of());
  }

  private static String whereabouts(String name, String thing, String place) {
    return String.format(Locale.ROOT, "The %s of %s is in the %s.", thing, name, place);
  }

  private static String filler(
      List<String> names, List<String> things, List<String> places, SplittableRandom random) {
    String name = pick(names, random);
    return switch (random.nextInt(5)) {
      case 0 ->
          String.format(
              Locale.ROOT, "%s and %s talked about the weather.", name, pick(names, random));
      case 1 ->
          String.format(
              Locale.ROOT,
              "Every %s the %s opens at noon.",
              pick(DAYS, random),
              pick(places, random));
      case 2 ->
          String.format(
              Locale.ROOT,
              "On %s %s bought a new %s.",
              pick(DAYS, random),
              name,
              pick(things, random));
      case 3 ->
          String.format(
              Locale.ROOT, "The way to the %s was long, said %s.", pick(places, random), name);
      default ->
          String.format(Locale.ROOT, "%s likes the old %s best.", name, pick(things, random));
    };
  }

  private static String pick(List<String> words, SplittableRandom random) {
    return words.get(random.nextInt(words.size()));
  }

  private static List<String> without(List<String> words, String word) {
    return words.stream().filter(each -> !each.equals(word)).toList();
  }
}
