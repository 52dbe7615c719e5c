package dev.fovea.builtin.train;

import dev.fovea.builtin.data.Sample;
import dev.fovea.builtin.data.SampleForm;
import dev.fovea.builtin.data.SampleGenerator;
import dev.fovea.builtin.data.SampleSettings;
import dev.fovea.builtin.data.SeedStream;
import dev.fovea.builtin.data.TokenCount;
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
