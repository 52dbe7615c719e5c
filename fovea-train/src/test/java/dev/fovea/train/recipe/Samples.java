package dev.fovea.train.recipe;

import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.dialogue.SampleForm;
import dev.fovea.scenes.dialogue.SampleGenerator;
import dev.fovea.scenes.dialogue.SampleSettings;
import dev.fovea.scenes.language.TokenCount;
import dev.fovea.scenes.scene.SeedStream;
import java.util.List;
import java.util.stream.IntStream;

/// Samples of every form, for tests.
final class Samples {
  private Samples() {}

  static List<Sample> of(SampleForm form, int count) {
    SampleGenerator generator =
        new SampleGenerator(SampleSettings.standard(), TokenCount::approximate);
    return IntStream.range(0, count)
        .mapToObj(i -> generator.sample(form, 120, SeedStream.TRAINING.random(11, i)))
        .toList();
  }
}
