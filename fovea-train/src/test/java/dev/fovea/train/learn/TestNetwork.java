package dev.fovea.train.learn;

import dev.fovea.engine.TinyModels;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tensors.TensorShape;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.train.learn.Batch.Naming;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.databind.node.ObjectNode;

/// The network of `fixtures/llava`, or one with tied embeddings, in float32 on the processor, with
/// all of its weights in one array of Java floats.
final class TestNetwork implements AutoCloseable {
  static final Device CPU = new Device("cpu");
  static final int IMAGE_TOKEN = 339;

  /// Rows that a picture takes.
  static final int PATCHES = 16;

  /// Pixels of a picture's side.
  static final int SIDE = 40;

  final Parameters parameters;
  final Parameters.Leaves leaves;
  final VisionLanguageModel model;
  final Losses losses;
  private final Tokenizer tokenizer;

  TestNetwork(Path folder) {
    ModelFolder opened = ModelFolder.open(folder);
    tokenizer = Tokenizer.open(folder);
    parameters = new Parameters(Families.tensors(opened.config()), ScalarType.Float, CPU);
    leaves = parameters.leaves();
    model =
        Families.load(
            opened, ModelWeights.given(leaves.tensors(), ScalarType.Float, CPU), tokenizer);
    losses = new Losses(model);
  }

  /// A copy of the fixture whose output projection is its embeddings.
  static Path tied(Path folder) {
    return TinyModels.reference()
        .configured(config -> {
          config.put("tie_word_embeddings", true);
          ((ObjectNode) config.get("text_config")).put("tie_word_embeddings", true);
        })
        .write(folder, DType.F32);
  }

  /// Gives every weight a size at which it matters.
  TestNetwork randomized(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (TensorShape shape : parameters.shapes()) {
      boolean vector = shape.shape().size() == 1;
      double middle = vector && shape.name().endsWith(".weight") ? 1 : 0;
      double spread = vector ? 0.2 : 1 / Math.sqrt(shape.elements() / shape.shape().getFirst());
      float[] values = new float[Math.toIntExact(shape.elements())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (middle + spread * random.nextGaussian());
      }
      set(shape, values);
    }
    parameters.round();
    return this;
  }

  private void set(TensorShape shape, float[] values) {
    try (Scope scope = new Scope()) {
      Tensor part = parameters.part(parameters.masters(), shape);
      part.copy_(Tensors.of(values, CPU, values.length).view_as(part));
    }
  }

  /// Those of one parameter.
  float[] weights(String name) {
    TensorShape shape =
        parameters.shapes().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    return Tensors.toFloats(parameters.part(parameters.masters(), shape));
  }

  float[] weights() {
    return Tensors.toFloats(parameters.masters());
  }

  void setWeights(float[] values) {
    try (Scope scope = new Scope()) {
      parameters.masters().copy_(Tensors.of(values, CPU, values.length));
      parameters.round();
    }
  }

  /// Which numbers of the flat tensors belong to parameters whose names contain some words.
  boolean[] mask(String words) {
    boolean[] mask = new boolean[weights().length];
    int start = 0;
    for (TensorShape shape : parameters.shapes()) {
      int end = start + Math.toIntExact(shape.elements());
      Arrays.fill(mask, start, end, shape.name().contains(words));
      start = end;
    }
    return mask;
  }

  /// Sequences of random tokens, each with a picture of random numbers after its first token; every
  /// third of the tokens behind it has a weight of its own. Two namings tell half of the visual
  /// rows.
  static Batch batch(int sequences, int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] ids = random.ints((long) sequences * length, 0, 330).toArray();
    float[] weights = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      int place = i % length;
      if (place > 0 && place <= PATCHES) {
        ids[i] = IMAGE_TOKEN;
      } else if (place > PATCHES && place % 3 == 0) {
        weights[i] = (float) random.nextDouble(0.5, 1.5);
      }
    }
    int[] visual = IntStream.range(0, ids.length).filter(i -> ids[i] == IMAGE_TOKEN).toArray();
    return new Batch(
        sequences,
        length,
        ids,
        weights,
        visual,
        pixels(random, sequences),
        List.of(
            naming(random, visual.length, 7, 11, 200, 301), naming(random, visual.length, 5, 6)));
  }

  private static ImageInput pixels(SplittableRandom random, int pictures) {
    float[] values = new float[pictures * 3 * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new ImageInput(
        values, new long[] {pictures, 3, SIDE, SIDE}, SIDE, SIDE, new Grid(4, 4), "", List.of());
  }

  private static Naming naming(SplittableRandom random, int rows, int... words) {
    int[] chosen = new int[rows];
    for (int i = 0; i < rows; i++) {
      chosen[i] = i % 2 == 0 ? -1 : random.nextInt(words.length);
    }
    return new Naming(words, chosen);
  }

  @Override
  public void close() {
    model.close();
    leaves.close();
    parameters.close();
    tokenizer.close();
  }
}
