package dev.fovea.lab;

import dev.fovea.engine.Engine;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.scenes.dialogue.EvaluationSamples;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.dialogue.SampleSettings;
import dev.fovea.scenes.language.TokenCount;
import dev.fovea.scenes.scene.ScenePainter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Asks the same questions after shorter and longer texts, under every [Condition]. What comes out
/// is the same, but for the seconds, however many engines share the work.
public final class LengthStudy {
  private final StudySettings settings;
  private final StudyLines lines;
  private final StudyListener listener;
  private final EvaluationSamples samples;
  private final Queue<Task> open = new ConcurrentLinkedQueue<>();
  private final int all;
  private int done;

  private LengthStudy(StudySettings settings, StudyLines lines, StudyListener listener) {
    this.settings = settings;
    this.lines = lines;
    this.listener = listener;
    samples =
        new EvaluationSamples(SampleSettings.standard(), TokenCount::approximate, settings.seed());
    all = settings.samples() * settings.lengths().size();
    // All lengths of a sample one after the other, so that a study that is broken off holds whole
    // samples.
    for (int sample = 0; sample < settings.samples(); sample++) {
      for (int length : settings.lengths()) {
        if (!lines.has(sample, length)) {
          open.add(new Task(sample, length));
        }
      }
    }
    done = all - open.size();
  }

  private record Task(int sample, int length) {}

  /// Measures what is not among the lines yet, and adds it to them.
  ///
  /// @param engines opens an engine; called once in each thread, which closes it
  /// @param threads how many engines work side by side, at least 1
  /// @throws FoveaException if an engine fails; what was measured until then is among the lines
  public static void run(
      StudySettings settings,
      StudyLines lines,
      Supplier<Engine> engines,
      int threads,
      StudyListener listener) {
    LengthStudy study = new LengthStudy(settings, lines, listener);
    listener.measured(study.done, study.all);
    study.run(engines, Math.min(threads, study.open.size()));
  }

  /// Makes sure that a model can read what a study shows it, before anything is measured: every
  /// sample with the longest text, with a planted statement too where there is one.
  ///
  /// @throws FoveaException if a prompt is longer than the model was made for
  public static void requireReadable(Engine engine, StudySettings settings) {
    EvaluationSamples samples =
        new EvaluationSamples(SampleSettings.standard(), TokenCount::approximate, settings.seed());
    int length = settings.lengths().getLast();
    int most = engine.info().contextLength();
    for (int index = 0; index < settings.samples(); index++) {
      Sample sample = samples.sample(index, length);
      Sample longer =
          EvaluationSamples.planted(sample).map(EvaluationSamples.Planted::sample).orElse(sample);
      int tokens =
          engine.layout(SamplePrompt.of(longer, ScenePainter.paint(longer.scene()))).size();
      if (tokens > most) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "lengths: %d tokens of text make a prompt of %d tokens, the model reads at most %d",
                length,
                tokens,
                most));
      }
    }
  }

  /// Whether nothing is left to be measured.
  public static boolean isDone(StudySettings settings, StudyLines lines) {
    return IntStream.range(0, settings.samples())
        .allMatch(
            sample -> settings.lengths().stream().allMatch(length -> lines.has(sample, length)));
  }

  private void run(Supplier<Engine> engines, int threads) {
    if (threads == 0) {
      return;
    }
    List<Future<?>> workers = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        workers.add(executor.submit(() -> work(engines)));
      }
    }
    workers.forEach(LengthStudy::requireSuccess);
  }

  /// Takes tasks as long as there are any; the first that fails ends the study.
  private void work(Supplier<Engine> engines) {
    try (Engine engine = open(engines)) {
      for (Task task = open.poll(); task != null; task = open.poll()) {
        finish(measure(engine, task));
      }
    } catch (RuntimeException | Error failure) {
      open.clear();
      throw failure;
    }
  }

  private List<StudyLine> measure(Engine engine, Task task) {
    return new SampleRun(
            engine,
            settings,
            task.sample(),
            task.length(),
            samples.sample(task.sample(), task.length()))
        .measure();
  }

  /// One after the other: loading is not made for several threads.
  private synchronized Engine open(Supplier<Engine> engines) {
    return engines.get();
  }

  private synchronized void finish(List<StudyLine> measured) {
    lines.add(measured);
    done++;
    listener.measured(done, all);
  }

  private static void requireSuccess(Future<?> worker) {
    if (worker.state() == Future.State.FAILED) {
      switch (worker.exceptionNow()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case Throwable failure -> throw new IllegalStateException(failure);
      }
    }
  }
}
