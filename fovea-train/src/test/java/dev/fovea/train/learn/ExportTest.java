package dev.fovea.train.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.engine.Engine;
import dev.fovea.engine.Fixtures;
import dev.fovea.engine.TinyModels;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.generate.Prefill;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What training computes is what an engine computes that has loaded the exported model.
class ExportTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest(name = "tied {0}")
  @ValueSource(booleans = {false, true})
  void logitsAndPredictionsAreThoseOfTheExportedModel(boolean tied) {
    Path model = folder.resolve("model");
    if (tied) {
      TestNetwork.tied(model);
    } else {
      TinyModels.reference().write(model, DType.F32);
    }
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(false);
        TestNetwork network = new TestNetwork(model).randomized(4);
        Learner learner = learner(model)) {
      network.setWeights(rounded(network.weights()));
      Path checkpoint = folder.resolve("checkpoint.safetensors");
      Checkpoint.begun(network.weights()).write(checkpoint, network.parameters.layout());
      learner.restore(checkpoint);
      learner.export(model.resolve("model.safetensors"));

      List<RgbImage> pictures = pictures(2);
      List<Prompt> prompts =
          List.of(
              prompt(pictures.get(0), "What is it?"),
              prompt(pictures.get(1), "The old dog sleeps at the station. Which one is it?"));
      List<float[][]> expected = new ArrayList<>();
      Batch batch;
      try (Engine engine = Fixtures.engine(model)) {
        prompts.forEach(prompt -> expected.add(logits(engine, prompt)));
        batch = batch(engine, learner, pictures, prompts);
      }
      int[] places =
          IntStream.range(0, batch.ids().length).filter(i -> batch.weights()[i] > 0).toArray();
      Tensor features = network.losses.features(batch);
      float[][] found = Tensors.toRows(network.losses.logits(batch, features, places));
      int[] predicted = learner.predictions(List.of(batch)).getFirst();
      assertThat(predicted).hasSameSizeAs(places);
      for (int i = 0; i < places.length; i++) {
        int sequence = places[i] / batch.length();
        float[] logits = expected.get(sequence)[places[i] % batch.length() - 1];
        assertThat(doubles(found[i])).containsExactly(doubles(logits), within(1e-4));
        assertThat(predicted[i]).isEqualTo(most(logits));
      }
      assertThat(IntStream.of(predicted).distinct().count()).isGreaterThan(10);
    }
  }

  private static Learner learner(Path model) {
    try (Tokenizer tokenizer = Tokenizer.open(model)) {
      return Learner.create(ModelFolder.open(model), tokenizer, "float32", "cpu", 1, 0);
    }
  }

  /// Weights as bfloat16 has them.
  private static float[] rounded(float[] weights) {
    try (Scope scope = new Scope()) {
      Tensor wide = Tensors.of(weights, TestNetwork.CPU, weights.length);
      return Tensors.toFloats(wide.to(ScalarType.BFloat16));
    }
  }

  private static List<RgbImage> pictures(int count) {
    SplittableRandom random = new SplittableRandom(8);
    List<RgbImage> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[3 * 50 * 60];
      random.nextBytes(rgb);
      pictures.add(new RgbImage(50, 60, rgb));
    }
    return pictures;
  }

  private static Prompt prompt(RgbImage picture, String question) {
    return new Prompt(
        List.of(
            new Message(
                Message.Role.USER,
                List.of(new Part.Image("picture", picture), new Part.Text(question)))));
  }

  /// `[n][vocabulary]`
  private static float[][] logits(Engine engine, Prompt prompt) {
    try (Scope scope = new Scope();
        PreparedPrompt prepared = engine.prepare(prompt)) {
      Tensor hidden = Prefill.hidden(engine.model().text(), prepared, PrefillObserver.NONE);
      return Tensors.toRows(engine.model().text().logits(hidden).squeeze(0));
    }
  }

  /// All tokens but the first count; the shorter sequence is filled up.
  private static Batch batch(
      Engine engine, Learner learner, List<RgbImage> pictures, List<Prompt> prompts) {
    List<int[]> texts = prompts.stream().map(prompt -> engine.layout(prompt).ids()).toList();
    int length = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    int[] ids = new int[texts.size() * length];
    float[] weights = new float[ids.length];
    for (int i = 0; i < texts.size(); i++) {
      int[] text = texts.get(i);
      System.arraycopy(text, 0, ids, i * length, text.length);
      Arrays.fill(weights, i * length + 1, i * length + text.length, 1);
    }
    int[] visual =
        IntStream.range(0, prompts.size())
            .flatMap(i ->
                IntStream.of(engine.layout(prompts.get(i)).positions(TokenRole.VISUAL))
                    .map(row -> i * length + row))
            .toArray();
    return new Batch(
        texts.size(), length, ids, weights, visual, learner.pixels(pictures), List.of());
  }

  private static int most(float[] logits) {
    return IntStream.range(0, logits.length)
        .reduce((a, b) -> logits[b] > logits[a] ? b : a)
        .orElseThrow();
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
