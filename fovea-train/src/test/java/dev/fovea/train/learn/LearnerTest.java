package dev.fovea.train.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.fovea.engine.Fixtures;
import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.train.learn.Batch.Naming;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Steps of training, on the fixture with fresh weights.
class LearnerTest {
  private static final Path LLAVA = Fixtures.folder("llava");
  private static final StepSettings ADAM = new StepSettings(3e-3, 0.01, 1e9, 0.5, 0);
  private static final StepSettings MUON = new StepSettings(3e-3, 0.01, 1, 0.5, 0.2);

  @TempDir private Path folder = Path.of("");

  private static Learner learner(String dtype, int shards, long seed) {
    try (Tokenizer tokenizer = Tokenizer.open(LLAVA)) {
      return Learner.create(ModelFolder.open(LLAVA), tokenizer, dtype, "cpu", shards, seed);
    }
  }

  @Test
  void aClosedLearnerRefusesEveryCallAndClosingTwiceIsClosingOnce() {
    Learner learner = learner("float32", 1, 3);
    learner.close();
    learner.close();

    assertThatThrownBy(() -> learner.step(List.of(TestNetwork.batch(2, 40, 1)), ADAM))
        .isExactlyInstanceOf(ClosedException.class)
        .hasMessage("the learner is closed");
    assertThatThrownBy(() -> learner.predictions(List.of(TestNetwork.batch(2, 40, 1))))
        .isExactlyInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> learner.save(folder.resolve("x")))
        .isExactlyInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> learner.export(folder.resolve("x")))
        .isExactlyInstanceOf(ClosedException.class);
  }

  @Test
  void anInterruptedStepEndsWhenItsShardsDoAndLeavesNoGradientBehind() {
    Batch batch = TestNetwork.batch(2, 40, 1);
    try (Learner interrupted = learner("float32", 1, 3);
        Learner quiet = learner("float32", 1, 3)) {
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> interrupted.step(List.of(batch), ADAM))
            .isExactlyInstanceOf(CancellationException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
      } finally {
        Thread.interrupted();
      }

      assertThat(interrupted.step(List.of(batch), ADAM))
          .isEqualTo(quiet.step(List.of(batch), ADAM));
    }
  }

  @Test
  void aStepOverTwoShardsIsOneOverBothBatchesTogether() {
    Batch one = TestNetwork.batch(2, 40, 1);
    Batch two = TestNetwork.batch(2, 40, 2);
    try (Learner parts = learner("float32", 2, 3);
        Learner whole = learner("float32", 1, 3)) {
      StepResult found = parts.step(List.of(one, two), ADAM);
      StepResult expected = whole.step(List.of(joined(one, two)), ADAM);
      assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-5));
      assertThat(found.naming()).isCloseTo(expected.naming(), within(1e-5));
      assertThat(found.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-5));
      // After one step the first moments are a tenth of the gradient.
      float[] gradient = Checkpoint.of(whole, folder).first();
      assertThat(norm(gradient)).isCloseTo(expected.gradientNorm() / 10, withPercentage(0.01));
      assertThat(norm(difference(Checkpoint.of(parts, folder).first(), gradient)))
          .isLessThan(1e-5 * norm(gradient));
    }
  }

  private static Batch joined(Batch one, Batch two) {
    List<Naming> names = new ArrayList<>();
    for (int i = 0; i < one.names().size(); i++) {
      names.add(
          new Naming(
              one.names().get(i).words(),
              joined(one.names().get(i).chosen(), two.names().get(i).chosen())));
    }
    int behind = one.ids().length;
    ImageInput pixels = one.pixels();
    return new Batch(
        one.sequences() + two.sequences(),
        one.length(),
        joined(one.ids(), two.ids()),
        joined(one.weights(), two.weights()),
        joined(one.visualRows(), IntStream.of(two.visualRows()).map(row -> behind + row).toArray()),
        new ImageInput(
            joined(pixels.values(), two.pixels().values()),
            new long[] {one.sequences() + two.sequences(), 3, TestNetwork.SIDE, TestNetwork.SIDE},
            pixels.width(),
            pixels.height(),
            pixels.grid(),
            "",
            List.of()),
        names);
  }

  private static int[] joined(int[] one, int[] two) {
    return IntStream.concat(IntStream.of(one), IntStream.of(two)).toArray();
  }

  private static float[] joined(float[] one, float[] two) {
    float[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "bfloat16"})
  void whatIsShownOftenIsLearnt(String dtype) {
    List<Batch> batch = List.of(TestNetwork.batch(1, 40, 1));
    try (Learner learner = learner(dtype, 1, 3)) {
      StepResult first = learner.step(batch, MUON);
      StepResult last = first;
      for (int i = 0; i < 40; i++) {
        last = learner.step(batch, MUON);
      }
      assertThat(last.loss()).isLessThan(0.3 * first.loss());
      assertThat(last.naming()).isLessThan(0.3 * first.naming());
      assertThat(learner.count()).isEqualTo(41);
    }
  }

  @Test
  void aGradientLongerThanTheClipIsScaledDownToIt() {
    List<Batch> batch = List.of(TestNetwork.batch(1, 40, 1));
    try (Learner free = learner("float32", 1, 3);
        Learner clipped = learner("float32", 1, 3)) {
      StepResult result = free.step(batch, ADAM);
      double norm = result.gradientNorm();
      assertThat(clipped.step(batch, new StepSettings(3e-3, 0.01, norm / 10, 0.5, 0)))
          .isEqualTo(result);
      Checkpoint expected = Checkpoint.of(free, folder);
      Checkpoint found = Checkpoint.of(clipped, folder);
      assertThat(norm(found.first())).isCloseTo(norm / 100, withPercentage(0.01));
      assertThat(norm(difference(scaled(expected.first(), 0.1), found.first()))).isLessThan(1e-8);
      assertThat(norm(difference(scaled(expected.second(), 0.01), found.second())))
          .isLessThan(1e-8);
    }
  }

  @Test
  void aGradientThatIsNoNumberNamesTheStepAndLeavesTheWeights() {
    List<Batch> batch = List.of(TestNetwork.batch(1, 40, 1));
    try (Learner learner = learner("float32", 1, 3)) {
      learner.step(batch, ADAM);
      learner.step(batch, new StepSettings(1e30, 0, 1, 0.5, 0));
      float[] before = Checkpoint.of(learner, folder).masters();
      assertThatThrownBy(() -> learner.step(batch, ADAM))
          .isInstanceOf(FoveaException.class)
          .hasMessage(
              "step 3: the gradient is NaN; expected a number: use a smaller learning rate");
      assertThat(learner.count()).isEqualTo(2);
      assertThat(Checkpoint.of(learner, folder).masters()).containsExactly(before);
    }
  }

  @Test
  void onlyWhatIsNotFrozenChanges() {
    List<Batch> batch = List.of(TestNetwork.batch(1, 40, 1));
    try (Learner learner = learner("float32", 1, 3)) {
      Path before = export(learner, "before");
      learner.freeze(name -> name.startsWith("vision_tower"));
      learner.step(batch, MUON);
      learner.step(batch, MUON);
      Path frozen = export(learner, "frozen");
      assertThat(changed(before, frozen)).contains("language_model", "multi_modal_projector");
      assertThat(changed(before, frozen)).doesNotContain("vision_tower");

      learner.freeze(name -> name.startsWith("language_model"));
      learner.step(batch, MUON);
      assertThat(changed(frozen, export(learner, "after")))
          .containsExactly("multi_modal_projector", "vision_tower");
    }
  }

  /// The first words of the names of tensors that differ.
  private static TreeSet<String> changed(Path before, Path after) {
    TreeSet<String> changed = new TreeSet<>();
    try (SafetensorsFile one = SafetensorsFile.open(before);
        SafetensorsFile two = SafetensorsFile.open(after)) {
      one.tensors()
          .forEach((name, entry) -> {
            if (entry.data().mismatch(two.find(name).orElseThrow().data()) >= 0) {
              changed.add(name.substring(0, name.indexOf('.')));
            }
          });
    }
    return changed;
  }

  private Path export(Learner learner, String name) {
    Path file = folder.resolve(name + ".safetensors");
    learner.export(file);
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "bfloat16"})
  void whatGoesOnFromACheckpointIsWhatWentOnWithoutOne(String dtype) {
    List<List<Batch>> batches = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      batches.add(List.of(TestNetwork.batch(1, 30, i), TestNetwork.batch(1, 30, 10 + i)));
    }
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    List<StepResult> results = new ArrayList<>();
    try (Learner learner = learner(dtype, 2, 3)) {
      for (int i = 0; i < 6; i++) {
        if (i == 3) {
          learner.save(checkpoint);
        }
        results.add(learner.step(batches.get(i), i < 2 ? ADAM : MUON));
      }
      export(learner, "whole");
    }
    try (Learner learner = learner(dtype, 2, 4)) {
      learner.restore(checkpoint);
      assertThat(learner.count()).isEqualTo(3);
      for (int i = 3; i < 6; i++) {
        assertThat(learner.step(batches.get(i), MUON)).isEqualTo(results.get(i));
      }
      assertThat(export(learner, "parts"))
          .hasSameBinaryContentAs(folder.resolve("whole.safetensors"));
    }
  }

  @Test
  void filesThatAreNoCheckpointOfTheModelAreRefused() {
    try (Learner learner = learner("float32", 1, 3)) {
      Path other = folder.resolve("other.safetensors");
      // As many numbers, of other parameters.
      Checkpoint.begun(new float[Math.toIntExact(learner.size())]).write(other, "other");
      for (Path file : List.of(other, LLAVA.resolve("model.safetensors"))) {
        assertThatThrownBy(() -> learner.restore(file))
            .isInstanceOf(FoveaException.class)
            .hasMessage(
                String.format(
                    Locale.ROOT,
                    "%s: expected the parameters of this model, found others; it is no checkpoint of it",
                    file));
      }
    }
  }

  @Test
  void aCheckpointWithTooFewNumbersIsRefused() {
    try (Learner learner = learner("float32", 1, 3);
        TestNetwork network = new TestNetwork(LLAVA)) {
      Path other = folder.resolve("other.safetensors");
      Checkpoint.begun(new float[100]).write(other, network.parameters.layout());
      assertThatThrownBy(() -> learner.restore(other))
          .isInstanceOf(FoveaException.class)
          .hasMessage(
              String.format(
                  Locale.ROOT,
                  "%s: expected a tensor 'masters' of %d float32 numbers; it is no checkpoint of this model",
                  other,
                  learner.size()));
    }
  }

  @Test
  void anUnknownDtypeIsRefused() {
    assertThatThrownBy(() -> learner("int8", 1, 3))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("'int8'")
        .hasMessageContaining("bfloat16");
  }

  @Test
  void aBatchInAnotherNumberOfPartsIsRefused() {
    Batch part = TestNetwork.batch(1, 30, 1);
    try (Learner learner = learner("float32", 2, 3)) {
      assertThatThrownBy(() -> learner.step(List.of(part), ADAM))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected a batch in 2 parts, found 1");
    }
  }

  @Test
  void picturesGoInOneAfterTheOther() {
    SplittableRandom random = new SplittableRandom(8);
    List<RgbImage> pictures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      byte[] rgb = new byte[3 * 50 * 60];
      random.nextBytes(rgb);
      pictures.add(new RgbImage(50, 60, rgb));
    }
    try (Learner learner = learner("float32", 1, 3)) {
      ImageInput together = learner.pixels(pictures);
      int size = 3 * TestNetwork.SIDE * TestNetwork.SIDE;
      assertThat(together.shape()).containsExactly(3, 3, TestNetwork.SIDE, TestNetwork.SIDE);
      assertThat(together.tokens()).isEqualTo(3 * TestNetwork.PATCHES);
      for (int i = 0; i < 3; i++) {
        assertThat(Arrays.copyOfRange(together.values(), i * size, (i + 1) * size))
            .containsExactly(learner.pixels(List.of(pictures.get(i))).values());
      }
    }
  }

  private static double norm(float[] vector) {
    return Math.sqrt(
        IntStream.range(0, vector.length).mapToDouble(i -> vector[i]).map(x -> x * x).sum());
  }

  private static float[] difference(float[] one, float[] two) {
    float[] difference = new float[one.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = one[i] - two[i];
    }
    return difference;
  }

  private static float[] scaled(float[] vector, double factor) {
    float[] scaled = new float[vector.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (factor * vector[i]);
    }
    return scaled;
  }
}
