package dev.fovea.bench;

import dev.fovea.bench.BenchReport.Machine;
import dev.fovea.bench.BenchReport.PrefillMillis;
import dev.fovea.bench.BenchReport.Shape;
import dev.fovea.bench.BenchReport.Tokens;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.attention.ReceivedAttention;
import dev.fovea.engine.internal.generate.Prefill;
import dev.fovea.engine.internal.model.decoder.TextConfig;
import dev.fovea.engine.internal.model.decoder.TextDecoder;
import dev.fovea.engine.internal.model.family.Families;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.internal.model.tensors.DtypeChoice;
import dev.fovea.engine.internal.tensor.Libtorch;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.pruning.Execution;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.execute.PrunedSequence;
import dev.fovea.pruning.execute.Pruner;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Measures a whole model: reading a long prompt with and without pruning, scoring, decoding; and
/// beside them what the machine can do at best.
///
/// Everything runs once unmeasured, then `repeat` times; the ways to read take turns, so that a
/// disturbance meets all of them. Medians are reported. The ceilings are measured last, when the
/// model is closed, and are the best of several tries.
public final class WholeModelBench {
  private static final int TOKEN = 1;

  private final BenchOptions options;
  private final Consumer<String> progress;
  private final VisionLanguageModel model;
  private final TextDecoder decoder;
  private final LayerRange.Resolved scored;
  private final Samples vision;
  private final Samples none;
  private final Samples inFlight;
  private final Samples rerun;
  private final Samples score;
  private final Samples decode;
  private int visual;
  private int pruned;
  private long peakResidentBytes;

  private WholeModelBench(
      BenchOptions options, VisionLanguageModel model, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    this.model = model;
    decoder = model.text();
    scored = options.policy(Execution.IN_FLIGHT).layers().resolve(decoder.config().layers());
    vision = new Samples(decoder.device());
    none = new Samples(decoder.device());
    inFlight = new Samples(decoder.device());
    rerun = new Samples(decoder.device());
    score = new Samples(decoder.device());
    decode = new Samples(decoder.device());
  }

  /// Bytes that random weights of the decoder will take; the vision tower, the cache and
  /// temporaries come on top.
  public static long randomWeightBytes(BenchOptions options) {
    JsonView config = options.source().config(options.layers());
    TextConfig text = Families.text(config);
    ScalarType dtype = BenchSource.randomDtype(options.engine());
    return new DecoderCost(text, bytes(dtype)).weightBytes();
  }

  /// Runs all measurements.
  ///
  /// @param progress is told what begins
  /// @throws dev.fovea.engine.error.FoveaException if the model cannot be loaded or cannot read so
  ///   much
  public static BenchReport run(BenchOptions options, Consumer<String> progress) {
    int most = EngineOptions.mostThreads();
    int wanted = options.engine().threads();
    return Libtorch.withThreads(
        wanted == 0 ? most : Math.min(wanted, most), () -> measured(options, progress));
  }

  private static BenchReport measured(BenchOptions options, Consumer<String> progress) {
    progress.accept("loading the model");
    WholeModelBench bench;
    try (VisionLanguageModel model = options.source().load(options.engine(), options.layers())) {
      bench = new WholeModelBench(options, model, progress);
      bench.measure();
    }
    progress.accept("measuring matrix products and memory");
    TextDecoder decoder = bench.decoder;
    return bench.report(
        Ceilings.measure(
            decoder.config(),
            decoder.dtype(),
            decoder.device(),
            bench.visual + options.text(),
            options.readBytes()));
  }

  private void measure() {
    try (Scope scope = new Scope()) {
      Tensor features = features();
      visual = Math.toIntExact(features.size(0));
      try (PreparedPrompt prompt =
          SyntheticPrompt.of(decoder, features, options.text(), options.decode() + 1)) {
        progress.accept("warming up");
        Prefill.run(decoder, prompt, PrefillObserver.NONE, 0).close();
        for (int round = 1; round <= options.repeat(); round++) {
          String of = String.format(Locale.ROOT, " (%d of %d)", round, options.repeat());
          progress.accept("reading without pruning, decoding" + of);
          readWhole(prompt);
          progress.accept("reading with pruning in flight" + of);
          readInFlight(prompt);
          progress.accept("reading with pruning as a rerun" + of);
          readAgain(prompt);
        }
      }
    }
    peakResidentBytes = LinuxInfo.peakResidentBytes();
  }

  /// Features of as many pictures as the prompt needs, `[visual tokens, hidden]`.
  private Tensor features() {
    try (Scope scope = new Scope()) {
      ImageInput picture = model.inputs(List.of(picture())).getFirst();
      int each = picture.tokens();
      int wanted = options.visual().orElse(each);
      int pictures = Math.ceilDiv(wanted, each);
      progress.accept(String.format(Locale.ROOT, "looking at %d pictures", pictures));
      look(picture, 1);
      for (int round = 0; round < options.repeat(); round++) {
        vision.time(() -> look(picture, pictures));
      }
      return scope.moveOut(
          model
              .features(List.of(picture))
              .embeddings()
              .repeat(Math.max(1, pictures), 1)
              .narrow(0, 0, wanted));
    }
  }

  private void look(ImageInput picture, int pictures) {
    try (Scope scope = new Scope()) {
      IntStream.range(0, pictures).forEach(_ -> model.features(List.of(picture)));
    }
  }

  private static RgbImage picture() {
    byte[] noise = new byte[3 * 640 * 480];
    new SplittableRandom(2).nextBytes(noise);
    return new RgbImage(640, 480, noise);
  }

  private void readWhole(PreparedPrompt prompt) {
    long start = System.nanoTime();
    try (Sequence sequence =
        Prefill.run(decoder, prompt, PrefillObserver.NONE, options.decode() + 1)) {
      none.add((System.nanoTime() - start) / 1e6);
      sequence.append(TOKEN); // the first may pay for what later ones do not
      decode.time(() -> IntStream.range(0, options.decode()).forEach(_ -> sequence.append(TOKEN)));
    }
  }

  private void readInFlight(PreparedPrompt prompt) {
    PruningPolicy policy = options.policy(Execution.IN_FLIGHT);
    long start = System.nanoTime();
    try (PrunedSequence read =
        Pruner.read(new DecoderReader(decoder), prompt, Optional.of(policy), 0)) {
      inFlight.add((System.nanoTime() - start) / 1e6);
      score.add(read.scoreMillis());
      pruned = read.trace().counts().pruned();
    }
  }

  private void readAgain(PreparedPrompt prompt) {
    PruningPolicy policy = options.policy(Execution.RERUN);
    rerun.time(
        () -> Pruner.read(new DecoderReader(decoder), prompt, Optional.of(policy), 0).close());
  }

  private BenchReport report(Ceilings ceilings) {
    TextConfig config = decoder.config();
    ScalarType dtype = decoder.dtype();
    DecoderCost cost = new DecoderCost(config, bytes(dtype));
    int length = visual + options.text();
    // One token more was decoded before the clock started.
    double decodeBytes =
        IntStream.rangeClosed(1, options.decode())
            .mapToLong(i -> cost.decodeBytes(length + 1 + i))
            .average()
            .orElseThrow();
    return new BenchReport(
        new Machine(
            LinuxInfo.processor(),
            Libtorch.threads(),
            ceilings.gemmGflops(),
            ceilings.bandwidthGbS()),
        new Shape(model.family(), DtypeChoice.name(dtype), config, scored.from(), scored.to()),
        new Tokens(visual, options.text(), pruned),
        new PrefillMillis(none.median(), inFlight.median(), rerun.median()),
        score.median(),
        vision.median(),
        cost.prefillOperations(length),
        1000 * options.decode() / decode.median(),
        Math.round(decodeBytes),
        ReceivedAttention.temporaryBytes(
            config.heads(), config.keyHeads(), length, config.headDimension(), dtype),
        peakResidentBytes);
  }

  private static int bytes(ScalarType dtype) {
    return dtype == ScalarType.Float ? Float.BYTES : Short.BYTES;
  }
}
