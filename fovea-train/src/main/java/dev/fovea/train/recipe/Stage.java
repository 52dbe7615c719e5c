package dev.fovea.train.recipe;

import dev.fovea.engine.json.JsonView;
import dev.fovea.scenes.dialogue.SampleForm;
import dev.fovea.scenes.dialogue.SampleSettings;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.train.learn.StepSettings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/// A part of a recipe: what is trained on, for how many steps, and how.
///
/// @param name for people
/// @param steps how many
/// @param schedule of the learning rate
/// @param rates what else a step needs; its learning rate is the largest of the schedule
/// @param frozen beginnings of the names of parameters that are not trained
/// @param samples what samples are made of
/// @param buckets of sequence lengths, one of which each batch is drawn from
/// @param answerWeight what predicting a token of an answer counts; 0 leaves the decoder alone
/// @param textWeight what predicting any other token counts
public record Stage(
    String name,
    int steps,
    Schedule schedule,
    StepSettings rates,
    List<String> frozen,
    SampleSettings samples,
    List<Bucket> buckets,
    double answerWeight,
    double textWeight) {
  static final String AT_LEAST_ONE = "at least 1";

  private static final int MOST_OBJECTS = 7;

  public Stage {
    frozen = List.copyOf(frozen);
    buckets = List.copyOf(buckets);
  }

  /// Samples of one form and about one length.
  ///
  /// @param form of the dialogues
  /// @param tokens of the text, at most; captions, listings and glossaries are as long as they are
  /// @param sequences in each part of a batch
  /// @param share of batches that are made of these
  public record Bucket(SampleForm form, int tokens, int sequences, double share) {
    static Bucket from(JsonView json) {
      Bucket bucket =
          new Bucket(
              choice(json, "form", SampleForm.class),
              json.integer("tokens"),
              json.integer("sequences"),
              json.number("share"));
      if (bucket.sequences() < 1) {
        throw json.wrong("sequences", AT_LEAST_ONE);
      }
      if (!(bucket.share() > 0)) {
        throw json.wrong("share", "a share above 0");
      }
      return bucket;
    }
  }

  static Stage from(JsonView json) {
    int steps = json.integer("steps");
    if (steps < 1) {
      throw json.wrong("steps", AT_LEAST_ONE);
    }
    List<Bucket> buckets = json.objects("buckets").stream().map(Bucket::from).toList();
    if (buckets.isEmpty()) {
      throw json.wrong("buckets", "at least one bucket");
    }
    return new Stage(
        json.string("name"),
        steps,
        Schedule.from(json),
        rates(json),
        json.has("frozen") ? json.strings("frozen") : List.of(),
        samples(json),
        buckets,
        json.number("answer_weight", 1),
        json.number("text_weight", 0));
  }

  private static StepSettings rates(JsonView json) {
    return new StepSettings(
        json.number("learning_rate"),
        json.number("weight_decay", 0),
        json.number("clip", 1),
        json.number("naming_weight", 0),
        muonScale(json));
  }

  private static SampleSettings samples(JsonView json) {
    List<Integer> objects = json.integers("objects");
    if (objects.size() != 2
        || objects.get(0) < 1
        || objects.get(0) > objects.get(1)
        || objects.get(1) > MOST_OBJECTS) {
      throw json.wrong("objects", "the fewest and the most, as [1, 7]");
    }
    int questions = json.integer("questions", 8);
    if (questions < 1) {
      throw json.wrong("questions", AT_LEAST_ONE);
    }
    return new SampleSettings(
        objects.get(0),
        objects.get(1),
        kinds(json),
        questions,
        json.number("true_share", 0.15),
        json.number("misleading_share", 0.015));
  }

  private static double muonScale(JsonView json) {
    return switch (json.string("optimizer", "adamw")) {
      case "adamw" -> 0;
      case "muon" -> {
        double scale = json.number("muon_scale", 0.2);
        if (!(scale > 0)) {
          throw json.wrong("muon_scale", "a number above 0");
        }
        yield scale;
      }
      default -> throw json.wrong("optimizer", "adamw or muon");
    };
  }

  private static Set<QuestionKind> kinds(JsonView json) {
    if (!json.has("kinds")) {
      return EnumSet.allOf(QuestionKind.class);
    }
    Set<QuestionKind> kinds = EnumSet.noneOf(QuestionKind.class);
    for (String name : json.strings("kinds")) {
      kinds.add(
          Arrays.stream(QuestionKind.values())
              .filter(kind -> wireName(kind).equals(name))
              .findFirst()
              .orElseThrow(() -> json.wrong("kinds", "some of " + names(QuestionKind.class))));
    }
    if (kinds.isEmpty()) {
      throw json.wrong("kinds", "some of " + names(QuestionKind.class));
    }
    return kinds;
  }

  private static <E extends Enum<E>> E choice(JsonView json, String key, Class<E> type) {
    String name = json.string(key);
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> wireName(constant).equals(name))
        .findFirst()
        .orElseThrow(() -> json.wrong(key, "one of " + names(type)));
  }

  private static <E extends Enum<E>> List<String> names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Stage::wireName).toList();
  }

  private static String wireName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// The bucket of a batch.
  Bucket draw(SplittableRandom random) {
    double all = buckets.stream().mapToDouble(Bucket::share).sum();
    double left = random.nextDouble() * all;
    for (Bucket bucket : buckets) {
      left -= bucket.share();
      if (left < 0) {
        return bucket;
      }
    }
    return buckets.getLast();
  }

  /// How a step of the stage changes the weights.
  StepSettings settings(int step) {
    return new StepSettings(
        rates.learningRate() * schedule.factor(step, steps),
        rates.weightDecay(),
        rates.clip(),
        rates.namingWeight(),
        rates.muonScale());
  }

  /// The learning rate over a stage: it rises in a straight line, then falls along a cosine.
  ///
  /// @param warmup steps until the full rate
  /// @param last what is left of it at the end
  public record Schedule(int warmup, double last) {
    static Schedule from(JsonView json) {
      Schedule schedule = new Schedule(json.integer("warmup", 50), json.number("last_rate", 0.1));
      if (schedule.last() < 0 || schedule.last() > 1) {
        throw json.wrong("last_rate", "a share of the learning rate from 0 to 1");
      }
      return schedule;
    }

    double factor(int step, int steps) {
      if (step < warmup) {
        return (step + 1.0) / warmup;
      }
      double done = (step - warmup + 1.0) / Math.max(1, steps - warmup);
      return last + (1 - last) * (1 + Math.cos(Math.PI * done)) / 2;
    }
  }
}
