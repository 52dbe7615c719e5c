package dev.fovea.train.recipe;

import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.dialogue.SampleGenerator;
import dev.fovea.scenes.scene.ScenePainter;
import dev.fovea.scenes.scene.SeedStream;
import dev.fovea.train.learn.Batch;
import dev.fovea.train.learn.Learner;
import dev.fovea.train.recipe.Stage.Bucket;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The batches of a recipe's stages: the same step has the same samples, however training came
/// there.
final class Batches {
  /// Places in the text from one that counts to the next, so that the output projection need not be
  /// taken of all.
  private static final int TEXT_STRIDE = 4;

  private static final int SAMPLES_PER_STEP = 1 << 12;

  private final Recipe recipe;
  private final Learner learner;
  private final DialogueText dialogues;
  private final SampleTokens tokens;
  private final SceneWords words;

  Batches(
      Recipe recipe,
      Learner learner,
      DialogueText dialogues,
      SampleTokens tokens,
      SceneWords words) {
    this.recipe = recipe;
    this.learner = learner;
    this.dialogues = dialogues;
    this.tokens = tokens;
    this.words = words;
  }

  /// The parts of a step's batch.
  ///
  /// @param step of the whole recipe
  List<Batch> of(Stage stage, long step) {
    Bucket bucket = stage.draw(SeedStream.TRAINING.random(recipe.seed(), step * SAMPLES_PER_STEP));
    SampleGenerator generator = new SampleGenerator(stage.samples(), tokens);
    return IntStream.range(0, recipe.shards())
        .parallel()
        .mapToObj(shard -> {
          long first = step * SAMPLES_PER_STEP + 1 + (long) shard * bucket.sequences();
          List<Sample> samples =
              IntStream.range(0, bucket.sequences())
                  .mapToObj(i -> sample(generator, bucket, first + i))
                  .toList();
          return batch(samples, stage);
        })
        .toList();
  }

  private Sample sample(SampleGenerator generator, Bucket bucket, long index) {
    SplittableRandom random = SeedStream.TRAINING.random(recipe.seed(), index);
    return generator.sample(bucket.form(), bucket.tokens(), random);
  }

  /// Samples one beside the other, filled up at the end to the longest.
  private Batch batch(List<Sample> samples, Stage stage) {
    List<DialogueText.Tokens> texts =
        samples.stream()
            .map(sample -> dialogues.of(sample, stage.answerWeight(), stage.textWeight()))
            .toList();
    return assemble(samples, texts, stage.rates().namingWeight() > 0);
  }

  Batch assemble(List<Sample> samples, List<DialogueText.Tokens> texts, boolean named) {
    int length = texts.stream().mapToInt(text -> text.ids().length).max().orElseThrow();
    int[] ids = new int[samples.size() * length];
    float[] weights = new float[ids.length];
    for (int i = 0; i < texts.size(); i++) {
      DialogueText.Tokens text = texts.get(i);
      System.arraycopy(text.ids(), 0, ids, i * length, text.ids().length);
      for (int j = 0; j < text.ids().length; j++) {
        boolean counts = text.answered()[j] || (i + j) % TEXT_STRIDE == 0;
        weights[i * length + j] = counts ? text.weights()[j] : 0;
      }
    }
    int[] visual =
        IntStream.range(0, ids.length).filter(i -> ids[i] == dialogues.image()).toArray();
    return new Batch(
        samples.size(),
        length,
        ids,
        weights,
        visual,
        learner.pixels(samples.stream().map(sample -> ScenePainter.paint(sample.scene())).toList()),
        named ? words.namings(samples.stream().map(Sample::scene).toList()) : List.of());
  }
}
