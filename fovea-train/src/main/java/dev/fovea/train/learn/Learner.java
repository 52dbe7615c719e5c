package dev.fovea.train.learn;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.internal.model.tensors.DtypeChoice;
import dev.fovea.engine.internal.model.tensors.ModelWeights;
import dev.fovea.engine.internal.model.tensors.TensorShape;
import dev.fovea.engine.internal.tensor.Gate;
import dev.fovea.engine.internal.tensor.Libtorch;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.safetensors.DType;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.SafetensorsWriter;
import dev.fovea.engine.safetensors.TensorEntry;
import dev.fovea.engine.text.Tokenizer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A model in training.
///
/// A step takes a batch in shards, each on a thread of its own with operators of one thread, and
/// adds up their gradients in order: the same weights come out however many cores there are.
///
/// Any thread may use and close it; whoever comes second waits. Closed, it throws
/// [dev.fovea.engine.error.ClosedException].
public final class Learner implements AutoCloseable {
  private static final String MASTERS = "masters";
  private static final String FIRST = "first_moments";
  private static final String SECOND = "second_moments";
  private static final String STEP = "step";
  private static final String LAYOUT = "parameters";

  private final Gate gate = new Gate("the learner", 1);
  private final Parameters parameters;
  private final Optimizer optimizer;
  private final List<Shard> shards = new ArrayList<>();
  private final Workers workers;
  private final Set<String> frozen = new HashSet<>();
  private long count;

  /// A copy of the network with gradients of its own.
  private record Shard(Parameters.Leaves leaves, VisionLanguageModel model, Losses losses) {}

  private Learner(Parameters parameters, int shards, ModelFolder folder, Tokenizer tokenizer) {
    this.parameters = parameters;
    optimizer = new Optimizer(parameters);
    workers = new Workers("shard", shards);
    for (int i = 0; i < shards; i++) {
      Parameters.Leaves leaves = parameters.leaves();
      ModelWeights weights =
          ModelWeights.given(leaves.tensors(), parameters.dtype(), parameters.device());
      VisionLanguageModel model = Families.load(folder, weights, tokenizer);
      this.shards.add(new Shard(leaves, model, new Losses(model)));
    }
  }

  /// A model with random weights.
  ///
  /// @param folder a model folder, whose weights are not needed
  /// @param tokenizer of the same folder
  /// @param dtype that the network computes in: float32 or bfloat16
  /// @param device `cpu`, `cuda` or `cuda:N`
  /// @param shards into how many parts batches come
  /// @param seed of the weights
  public static Learner create(
      ModelFolder folder, Tokenizer tokenizer, String dtype, String device, int shards, long seed) {
    Device place = Libtorch.device(device);
    ScalarType type =
        DtypeChoice.named(dtype)
            .orElseThrow(() ->
                new FoveaException(
                    String.format(
                        Locale.ROOT, "unknown dtype '%s': expected float32 or bfloat16", dtype)));
    Parameters parameters = new Parameters(Families.tensors(folder.config()), type, place);
    Initialization.apply(parameters, seed);
    return new Learner(parameters, shards, folder, tokenizer);
  }

  /// Names of all parameters of a model, as its folder has them.
  public static List<String> names(ModelFolder folder) {
    return Families.tensors(folder.config()).stream().map(TensorShape::name).toList();
  }

  /// Steps so far.
  public long count() {
    return count;
  }

  /// Number of weights.
  public long size() {
    return parameters.shapes().stream().mapToLong(TensorShape::elements).sum();
  }

  /// What the model's processor makes of pictures of one size, together.
  public ImageInput pixels(List<RgbImage> pictures) {
    List<ImageInput> inputs =
        pictures.stream()
            .map(picture -> shards.getFirst().model().inputs(List.of(picture)).getFirst())
            .toList();
    return ImageInput.together(inputs);
  }

  /// Stops or resumes the training of some parameters; no others are frozen afterwards.
  ///
  /// @param names which, by the names in the model's folder
  public void freeze(Predicate<String> names) {
    Set<String> chosen =
        parameters.shapes().stream()
            .map(TensorShape::name)
            .filter(names)
            .collect(Collectors.toSet());
    gate.run(() -> {
      frozen.clear();
      frozen.addAll(chosen);
      shards.forEach(shard -> shard.leaves().freeze(shape -> frozen.contains(shape.name())));
    });
  }

  /// Takes a step.
  ///
  /// @param batch as many parts as there are shards
  /// @throws FoveaException if gradients are no numbers any more
  public StepResult step(List<Batch> batch, StepSettings settings) {
    if (batch.size() != shards.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected a batch in %d parts, found %d", shards.size(), batch.size()));
    }
    return gate.step(() -> taken(batch, settings));
  }

  private StepResult taken(List<Batch> batch, StepSettings settings) {
    double weight = batch.stream().mapToDouble(Batch::weight).sum();
    List<Future<double[]>> running = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      Batch part = batch.get(i);
      running.add(submit(() -> gradients(shard, part, weight, settings.namingWeight())));
    }
    double[] losses = new double[2];
    try {
      for (double[] found : Workers.results(running)) {
        losses[0] += found[0];
        losses[1] += found[1];
      }
    } catch (RuntimeException | Error failure) {
      forgetGradients(); // or they would be part of the next step
      throw failure;
    }
    double norm = update(settings);
    return new StepResult(losses[0], losses[1], norm);
  }

  private double[] gradients(Shard shard, Batch batch, double weight, double namingWeight) {
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(true)) {
      Losses losses = shard.losses();
      Tensor features = losses.features(batch);
      double[] found = new double[2];
      Tensor sum = null;
      if (weight > 0) {
        Tensor text = losses.text(batch, features).div(Tensors.scalar(weight));
        found[0] = text.item_double();
        sum = text;
      }
      if (namingWeight > 0 && !batch.names().isEmpty()) {
        Tensor naming = losses.naming(batch, features).div(Tensors.scalar(shards.size()));
        found[1] = naming.item_double();
        Tensor counted = naming.mul(Tensors.scalar(namingWeight));
        sum = sum == null ? counted : sum.add(counted);
      }
      if (sum != null) {
        sum.backward();
      }
      return found;
    }
  }

  private double update(StepSettings settings) {
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(false)) {
      Tensor gradient = wide(shards.getFirst().leaves().gradients());
      for (Shard shard : shards.subList(1, shards.size())) {
        gradient.add_(shard.leaves().gradients().to(ScalarType.Float));
      }
      forgetGradients();
      double norm = gradient.norm().item_double();
      if (!Double.isFinite(norm)) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "step %d: the gradient is %s; expected a number: use a smaller learning rate",
                count + 1,
                norm));
      }
      if (norm > settings.clip()) {
        gradient.mul_(Tensors.scalar(settings.clip() / norm));
      }
      count++;
      List<Future<Boolean>> changes = new ArrayList<>();
      for (Runnable change : optimizer.changes(gradient, settings, frozen, count)) {
        changes.add(submit(() -> withoutGraph(change)));
      }
      try {
        Workers.results(changes);
      } finally {
        parameters.round(); // also where the caller was interrupted meanwhile: the step is taken
      }
      return norm;
    }
  }

  private void forgetGradients() {
    withoutGraph(() -> shards.forEach(shard -> shard.leaves().gradients().zero_()));
  }

  /// A copy in float32, also of what is float32 already.
  private static Tensor wide(Tensor gradients) {
    try (Scope scope = new Scope()) {
      return scope.moveOut(gradients.to(ScalarType.Float, false, true, new MemoryFormatOptional()));
    }
  }

  private static boolean withoutGraph(Runnable work) {
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(false)) {
      work.run();
      return true;
    }
  }

  /// Gives a part of a step to another thread, whose operators use one thread too.
  private <T> Future<T> submit(Supplier<T> part) {
    return workers.submit(() -> gate.call(part));
  }

  /// The most likely token at every place that has a weight, in order, for each part of a batch.
  ///
  /// @param batch at most as many parts as there are shards
  public List<int[]> predictions(List<Batch> batch) {
    return gate.step(() -> predicted(batch));
  }

  private List<int[]> predicted(List<Batch> batch) {
    List<Future<int[]>> running = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Shard shard = shards.get(i);
      Batch part = batch.get(i);
      running.add(submit(() -> predictions(shard, part)));
    }
    return Workers.results(running);
  }

  private static int[] predictions(Shard shard, Batch batch) {
    int[] places =
        IntStream.range(0, batch.ids().length).filter(i -> batch.weights()[i] > 0).toArray();
    try (Scope scope = new Scope();
        AutoGradMode mode = new AutoGradMode(false)) {
      Tensor features = shard.losses().features(batch);
      Tensor logits = shard.losses().logits(batch, features, places);
      Tensor best = logits.argmax(new LongOptional(-1), false);
      float[] ids = Tensors.toFloats(best);
      int[] predicted = new int[ids.length];
      for (int i = 0; i < ids.length; i++) {
        predicted[i] = (int) ids[i];
      }
      return predicted;
    }
  }

  /// Writes everything that going on needs, whole or not at all.
  public void save(Path file) {
    long elements = size();
    gate.run(() ->
        SafetensorsWriter.write(
            file,
            Map.of(STEP, Long.toString(count), LAYOUT, parameters.layout()),
            List.of(
                flat(MASTERS, parameters.masters(), elements),
                flat(FIRST, optimizer.first(), elements),
                flat(SECOND, optimizer.second(), elements))));
  }

  private static SafetensorsWriter.Tensor flat(String name, Tensor tensor, long elements) {
    return SafetensorsWriter.Tensor.of(
        name, DType.F32, List.of(elements), MemorySegment.ofArray(Tensors.toFloats(tensor)));
  }

  /// Goes on from what [#save] wrote.
  public void restore(Path file) {
    gate.run(() -> restored(file));
  }

  private void restored(Path file) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      if (!parameters.layout().equals(stored.metadata().get(LAYOUT))) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: expected the parameters of this model, found others; it is no checkpoint of it",
                file));
      }
      read(stored, MASTERS, parameters.masters());
      read(stored, FIRST, optimizer.first());
      read(stored, SECOND, optimizer.second());
      count = Long.parseLong(stored.metadata().getOrDefault(STEP, "0"));
    }
    parameters.round();
  }

  private void read(SafetensorsFile stored, String name, Tensor into) {
    TensorEntry entry =
        stored
            .find(name)
            .filter(found -> found.elements() == size() && found.dtype() == DType.F32)
            .orElseThrow(() ->
                new FoveaException(
                    String.format(
                        Locale.ROOT,
                        "%s: expected a tensor '%s' of %d float32 numbers; it is no checkpoint of this model",
                        stored.path(),
                        name,
                        size())));
    float[] values = entry.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    try (Scope scope = new Scope()) {
      into.copy_(Tensors.of(values, parameters.device(), values.length));
    }
  }

  /// Writes the weights as a model folder has them, in bfloat16.
  public void export(Path file) {
    gate.run(() -> exported(file));
  }

  private void exported(Path file) {
    List<SafetensorsWriter.Tensor> tensors = new ArrayList<>();
    try (Scope scope = new Scope()) {
      for (TensorShape shape : parameters.shapes()) {
        Tensor part =
            parameters
                .part(parameters.masters(), shape)
                .cpu()
                .to(ScalarType.BFloat16)
                .contiguous()
                .view(ScalarType.Short);
        short[] bits = new short[Math.toIntExact(shape.elements())];
        part.data_ptr_short().get(bits);
        tensors.add(
            SafetensorsWriter.Tensor.of(
                shape.name(), DType.BF16, shape.shape(), MemorySegment.ofArray(bits)));
      }
    }
    SafetensorsWriter.write(file, Map.of("format", "pt"), tensors);
  }

  /// Frees it; a step that is being taken ends first. Once is enough.
  @Override
  public void close() {
    gate.close(() -> {
      workers.close(); // waits: no shard may go on with what is freed now
      for (Shard shard : shards) {
        shard.model().close();
        shard.leaves().close();
      }
      optimizer.close();
      parameters.close();
    });
  }
}
