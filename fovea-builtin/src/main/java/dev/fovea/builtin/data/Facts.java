package dev.fovea.builtin.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Writes single facts about a picture's objects, as in `the star is red, the shape at the centre
/// is small, the blue shape is a ring.` Each names an object by one attribute and tells another, so
/// that it is to be found by what it looks like and not by its turn.
final class Facts {
  private static final List<String> REQUESTS =
      List.of("Tell me about the picture.", "Tell me about this picture.");

  private static final int MOST = 14;

  private Facts() {}

  /// An attribute that an object is named by or that is told of it.
  private enum Attribute {
    SHAPE,
    COLOUR,
    PLACE,
    SIZE
  }

  /// Two attributes of an object, of which one names it.
  private record Pair(SceneObject object, Attribute named, Attribute told) {
    static Pair of(SceneObject object, Attribute one, Attribute other, SplittableRandom random) {
      // Several objects have a size in common, so it names none.
      boolean keep = other == Attribute.SIZE || one != Attribute.SIZE && random.nextBoolean();
      return keep ? new Pair(object, one, other) : new Pair(object, other, one);
    }

    String words() {
      return subject() + " is " + predicate();
    }

    private String subject() {
      return switch (named) {
        case SHAPE -> "the " + object.shape().word();
        case COLOUR -> "the %s shape".formatted(object.colour().word());
        case PLACE -> "the shape at the " + object.place().word();
        case SIZE -> throw new IllegalStateException("a size names nothing");
      };
    }

    private String predicate() {
      return switch (told) {
        case SHAPE -> "a " + object.shape().word();
        case COLOUR -> object.colour().word();
        case PLACE -> "at the " + object.place().word();
        case SIZE -> object.size().word();
      };
    }
  }

  /// Some facts in random order, none of them twice or in both directions.
  static Caption caption(Scene scene, SplittableRandom random) {
    List<Pair> all = new ArrayList<>();
    Attribute[] attributes = Attribute.values();
    for (SceneObject object : scene.objects()) {
      for (int i = 0; i < attributes.length; i++) {
        for (int j = i + 1; j < attributes.length; j++) {
          all.add(Pair.of(object, attributes[i], attributes[j], random));
        }
      }
    }
    Pair[] pairs = Draw.shuffled(random, all.toArray(Pair[]::new));
    String facts =
        Arrays.stream(pairs)
            .limit(MOST)
            .map(Pair::words)
            .collect(Collectors.joining(", ", "", "."));
    return new Caption(Draw.one(random, REQUESTS), "T" + facts.substring(1));
  }
}
