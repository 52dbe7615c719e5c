package dev.fovea.builtin.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The words of all texts.
public final class Lexicon {
  static final List<String> NUMBERS =
      List.of("one", "two", "three", "four", "five", "six", "seven");
  static final List<String> MEANINGS =
      List.of("stop", "go", "wait", "run", "jump", "turn", "win", "rest");

  private Lexicon() {}

  /// Messages of samples of all forms, for training a tokenizer.
  public static List<String> corpus(long seed, int count) {
    SampleGenerator generator =
        new SampleGenerator(SampleSettings.standard(), TokenCount::approximate);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; texts.size() < count; i++) {
      SplittableRandom random = SeedStream.TRAINING.random(seed, i);
      SampleForm form = SampleForm.values()[i % SampleForm.values().length];
      for (Message message : generator.sample(form, 256, random).messages()) {
        texts.add((message.user() ? "USER: " : " ASSISTANT: ") + message.text());
      }
    }
    return texts.subList(0, count);
  }
}
